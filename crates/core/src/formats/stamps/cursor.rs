//! Reading digits and signs off bytes, in order; the alphabet of the stamps.

pub(super) fn month(a: u8, b: u8, c: u8) -> Option<u32> {
    Some(match &[a, b, c] {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}

#[inline]
pub(super) fn two(a: u8, b: u8) -> Option<u32> {
    let (a, b) = (a.wrapping_sub(b'0'), b.wrapping_sub(b'0'));
    (a < 10 && b < 10).then(|| u32::from(a) * 10 + u32::from(b))
}

/// A place in the bytes; readers move it only past what they took.
pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) n: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, n: 0 }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.n).copied()
    }

    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.n += 1;
        Some(byte)
    }

    pub(super) fn byte(&mut self, expected: u8) -> Option<()> {
        (self.peek()? == expected).then(|| self.n += 1)
    }

    pub(super) fn spaces(&mut self) {
        while self.byte(b' ').is_some() {}
    }

    pub(super) fn two(&mut self) -> Option<u32> {
        let &[a, b] = self.bytes.get(self.n..)?.first_chunk::<2>()?;
        let value = two(a, b)?;
        self.n += 2;
        Some(value)
    }

    pub(super) fn four(&mut self) -> Option<u32> {
        let &[a, b, c, d] = self.bytes.get(self.n..)?.first_chunk::<4>()?;
        let value = two(a, b)? * 100 + two(c, d)?;
        self.n += 4;
        Some(value)
    }

    pub(super) fn one_or_two(&mut self) -> Option<u32> {
        self.two().or_else(|| {
            let digit = self.peek().filter(u8::is_ascii_digit)?;
            self.n += 1;
            Some(u32::from(digit - b'0'))
        })
    }

    pub(super) fn month(&mut self) -> Option<u32> {
        let &[a, b, c] = self.bytes.get(self.n..)?.first_chunk::<3>()?;
        let month = month(a, b, c)?;
        self.n += 3;
        Some(month)
    }

    /// `hh:mm:ss` or `hh:mm`; also `hh.mm.ss`.
    pub(super) fn clock(&mut self) -> Option<[u32; 3]> {
        let h = self.one_or_two()?;
        let sep = self.next().filter(|b| matches!(b, b':' | b'.'))?;
        let m = self.two()?;
        let before = self.n;
        match self.byte(sep).and_then(|()| self.two()) {
            Some(s) => Some([h, m, s]),
            // `hh.mm` is a number, not a time; what goes on as in `22:16:0:859` is another clock.
            None if sep == b':' => {
                self.n = before;
                let goes_on = matches!(self.bytes.get(before..), Some([b':', b'0'..=b'9', ..]));
                (!goes_on).then_some([h, m, 0])
            }
            None => None,
        }
    }
}
