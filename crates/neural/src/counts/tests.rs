//! What is learned of counts, and what is told by it.

use super::*;

/// One session in a log of which nothing else is known.
fn judge(usual: &Usual, counts: &Counts, is_whole: bool) -> Option<Unlike> {
    usual.among([]).of(counts, is_whole)
}

fn seen(events: &[Token]) -> Seen {
    Seen {
        counts: counts(events),
        n: 1,
        n_whole: 1,
    }
}

/// Written three times, or three times with a check; read as often as it happens.
fn sessions() -> Vec<Seen> {
    (0..300_u32)
        .map(|i| {
            let mut events = vec![1, 1, 1, 2];
            if i % 4 == 0 {
                events.push(3);
            }
            events.extend(std::iter::repeat_n(9, (i * 7 % 23) as usize));
            seen(&events)
        })
        .collect()
}

fn unlike(event: Token, n: u32, usual: u32) -> Option<Unlike> {
    Some(Unlike { event, n, usual })
}

#[test]
fn each_way_of_being_unusual_has_its_reason() {
    let usual = learn(&sessions(), 1);
    let judge = |events: &[Token]| judge(&usual, &counts(events), true);
    assert_eq!(judge(&[1, 1, 1, 2, 9, 9]), None);
    assert_eq!(judge(&[1, 1, 1, 2, 3]), None);
    assert_eq!(judge(&[1, 1, 1, 2, 7]), unlike(7, 1, 0), "new");
    assert_eq!(
        judge(&[1, 1, 2]),
        unlike(1, 2, 3),
        "fewer than every session"
    );
    assert_eq!(judge(&[1, 1, 1]), unlike(2, 0, 1), "missing");
    assert_eq!(
        judge(&[1, 1, 1, 2, 3, 3]),
        unlike(3, 2, 1),
        "a new combination"
    );
    let mut many = vec![1, 1, 1, 2];
    many.extend([9; 45]);
    assert_eq!(judge(&many), unlike(9, 45, 22), "far more than ever");
    assert_eq!((usual.n_usual(9), usual.n_usual(7)), (Some(44), None));
}

#[test]
fn what_the_log_cut_is_not_missing() {
    let usual = learn(&sessions(), 1);
    assert_eq!(judge(&usual, &counts(&[1, 1]), false), None);
    assert_eq!(judge(&usual, &counts(&[1; 7]), false), unlike(1, 7, 3));
}

#[test]
fn a_cut_session_teaches_nothing_of_what_is_missing() {
    let mut sessions = sessions();
    let cut = seen(&[1]);
    sessions.push(Seen { n_whole: 0, ..cut });
    assert_eq!(
        judge(&learn(&sessions, 1), &counts(&[1, 2]), true),
        unlike(1, 1, 3)
    );
    // So many that it is a usual way.
    sessions.extend(std::iter::repeat_n(seen(&[1]), 20));
    assert_eq!(judge(&learn(&sessions, 1), &counts(&[1]), true), None);
}

#[test]
fn what_is_rare_is_not_usual_where_more_support_is_asked() {
    let mut sessions = sessions();
    sessions.push(seen(&[1, 1, 1, 2, 3, 3]));
    let judge = |support| {
        judge(
            &learn(&sessions, support),
            &counts(&[1, 1, 1, 2, 3, 3]),
            true,
        )
    };
    assert_eq!(judge(1), None);
    assert_eq!(judge(2), unlike(3, 2, 1));
}

#[test]
fn sessions_that_go_ever_other_ways_have_no_usual_combination() {
    // Each event comes once or not, in hundreds of combinations.
    let of = |bits: u32| {
        let events = (0..10_u64).filter(|bit| bits >> bit & 1 == 1);
        seen(&events.chain([99]).collect::<Vec<Token>>())
    };
    let sessions: Vec<Seen> = (0..400_u32).map(|i| of(i * 37 % 1024)).collect();
    let usual = learn(&sessions, 1);
    let other = of(38);
    assert!(!sessions.contains(&other));
    assert_eq!(judge(&usual, &other.counts, true), None);
    assert_eq!(
        judge(&usual, &counts(&[0, 1]), true),
        unlike(99, 0, 1),
        "every session has it"
    );
}

#[test]
fn from_few_sessions_only_far_too_many_are_told() {
    let sessions = [seen(&[1, 2]), seen(&[1, 2]), seen(&[1, 2, 2])];
    let usual = learn(&sessions, 1);
    assert_eq!(judge(&usual, &counts(&[1]), true), None);
    assert_eq!(
        judge(&usual, &counts(&[1, 2, 2, 2, 2, 2]), true),
        unlike(2, 5, 2)
    );
}

#[test]
fn where_one_count_tells_nothing_of_another_more_room_is_given() {
    // One of three sessions has ten times what the others have.
    let many = vec![1; 50];
    let sessions = [seen(&[1; 5]), seen(&[1; 4]), seen(&many)];
    let usual = learn(&sessions, 1);
    assert_eq!(usual.n_usual(1), Some(50 * 16));
    let worse = [seen(&[1]), seen(&[1; 100])];
    assert_eq!(learn(&worse, 1).n_usual(1), None);
}

#[test]
fn of_no_sessions_everything_is_new() {
    assert_eq!(judge(&learn(&[], 1), &counts(&[1]), true), unlike(1, 1, 0));
}

/// A day of 1,000 sessions; so many of them are faults of three kinds.
fn day(n_faults: u64) -> Vec<Seen> {
    let faults = [&[1_u64][..], &[1, 1, 8], &[1, 1, 1, 2, 7]];
    let of = |events: &[Token], n| Seen {
        n,
        n_whole: n,
        ..seen(events)
    };
    let faults = (0..).zip(faults);
    let faults = faults.map(|(i, events)| of(events, n_faults / 3 + u64::from(i < n_faults % 3)));
    [of(&[1, 1, 1, 2], 1000 - n_faults)]
        .into_iter()
        .chain(faults.filter(|seen| seen.n > 0))
        .collect()
}

#[test]
fn ways_that_few_sessions_go_are_usual_only_on_a_day_without_many_of_them() {
    let kept = [(5, false), (6, true), (45, true), (50, true), (51, false)];
    for (n_faults, is_told) in kept {
        let usual = learn(&day(n_faults), 1);
        let told = |events: &[Token]| judge(&usual, &counts(events), true).is_some();
        assert_eq!(told(&[1, 1, 1, 2, 7]), is_told, "{n_faults} faults");
        assert!(!told(&[1, 1, 1, 2]));
    }
    let usual = learn(&day(30), 1);
    assert_eq!(
        judge(&usual, &counts(&[1, 1, 1, 2, 7]), true),
        unlike(7, 1, 0)
    );
    assert_eq!(judge(&usual, &counts(&[1]), true), unlike(1, 1, 3));
}

#[test]
fn what_happens_now_and_then_is_no_way() {
    // Visitors look at any number of pages; one in thirty does not find one.
    let visits: Vec<Seen> = (0..600_u32)
        .map(|i| {
            let mut events = vec![1; 1 + (i * 7 % 11) as usize];
            events.extend((i % 30 == 0).then_some(4));
            seen(&events)
        })
        .collect();
    let usual = learn(&visits, 1);
    assert_eq!(judge(&usual, &counts(&[1, 1, 4]), true), None);
}

#[test]
fn a_way_that_many_sessions_of_the_log_go_is_how_it_goes_now() {
    let usual = learn(&day(30), 1);
    let (rare, ordinary) = (counts(&[1, 1, 8]), counts(&[1, 1, 1, 2]));
    let told = |n_rare| {
        let log = [(&rare, n_rare), (&ordinary, 100 - n_rare)];
        usual.among(log).of(&rare, true).is_some()
    };
    assert_eq!([1, 2, 3, 50].map(told), [true, true, false, false]);
}

#[test]
fn what_the_log_cut_may_not_have_more_than_a_usual_session() {
    let usual = learn(&day(30), 1);
    let of_cut = |events: &[Token]| judge(&usual, &counts(events), false);
    assert_eq!(of_cut(&[1]), None, "the rest may lie behind the log");
    assert_eq!(of_cut(&[1, 7]), unlike(7, 1, 0));
    assert_eq!(of_cut(&[1, 1, 2, 2]), unlike(2, 2, 1), "never went so");
}

#[test]
fn a_difference_names_each_place_once() {
    let of = |own: &[(u32, u32)], other: &[(u32, u32)]| ways::difference(own, other);
    assert_eq!(
        of(&[(0, 3), (2, 1), (4, 9)], &[(0, 3), (1, 2), (4, 7)]),
        [(2, 1, 0), (4, 9, 7), (1, 0, 2)]
    );
    assert_eq!(of(&[(1, 1)], &[(1, 1)]), []);
}
