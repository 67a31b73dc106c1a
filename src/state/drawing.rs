//! Where the nodes of a tree stand: from the root at the left, each leaf in a row of its own.

use jejak_trees::Tree;

/// A node that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Position among the tree's nodes.
    pub node: usize,
    pub depth: usize,
    /// In rows from the top; a parent stands in the middle of its children.
    pub row: f64,
    /// Position of its parent among those that are drawn.
    pub parent: Option<usize>,
    /// Questions below it that are not drawn.
    pub n_hidden: usize,
}

/// The nodes down to a depth, parents before their children, and the number of rows.
pub fn layout(tree: &Tree, max_depth: usize) -> (Vec<Placed>, usize) {
    let mut placed = Vec::new();
    let mut n_rows = 0;
    if !tree.nodes.is_empty() {
        place(tree, 0, 0, None, max_depth, &mut placed, &mut n_rows);
    }
    (placed, n_rows)
}

/// Places a node and all below it; its row.
fn place(
    tree: &Tree,
    node: usize,
    depth: usize,
    parent: Option<usize>,
    max_depth: usize,
    placed: &mut Vec<Placed>,
    n_rows: &mut usize,
) -> f64 {
    let at = placed.len();
    placed.push(Placed {
        node,
        depth,
        row: 0.0,
        parent,
        n_hidden: 0,
    });
    let split = tree.nodes.get(node).and_then(|node| node.split);
    // Children lie behind their parents, so that a damaged tree ends too.
    let split = split.filter(|it| it.left > node && it.right > node);
    let row = match split {
        Some(split) if depth < max_depth => {
            let mut below =
                |child| place(tree, child, depth + 1, Some(at), max_depth, placed, n_rows);
            let (first, last) = (below(split.left), below(split.right));
            f64::midpoint(first, last)
        }
        split => {
            *n_rows += 1;
            if let (Some(_), Some(own)) = (split, placed.get_mut(at)) {
                own.n_hidden = n_questions(tree, node);
            }
            (*n_rows - 1) as f64
        }
    };
    if let Some(own) = placed.get_mut(at) {
        own.row = row;
    }
    row
}

/// Questions from a node down, itself included.
fn n_questions(tree: &Tree, node: usize) -> usize {
    let split = tree.nodes.get(node).and_then(|node| node.split);
    let Some(split) = split.filter(|it| it.left > node && it.right > node) else {
        return 0;
    };
    1 + n_questions(tree, split.left) + n_questions(tree, split.right)
}

#[cfg(test)]
mod tests {
    use jejak_trees::Node;
    use jejak_trees::tree::Split;

    use super::*;

    fn tree() -> Tree {
        let question = |left, right| Node {
            n: [5, 5],
            split: Some(Split {
                feature: 0,
                threshold: 1.0,
                left,
                right,
            }),
        };
        let leaf = || Node {
            n: [1, 0],
            split: None,
        };
        Tree {
            nodes: vec![question(1, 2), leaf(), question(3, 4), leaf(), leaf()],
        }
    }

    #[test]
    fn leaves_have_rows_and_parents_stand_between() {
        let (placed, n_rows) = layout(&tree(), 9);
        let rows: Vec<(usize, f64)> = placed.iter().map(|it| (it.node, it.row)).collect();
        assert_eq!(n_rows, 3);
        assert_eq!(rows, [(0, 0.75), (1, 0.0), (2, 1.5), (3, 1.0), (4, 2.0)]);
    }

    #[test]
    fn what_is_too_deep_is_counted_and_damage_ends() {
        let (placed, n_rows) = layout(&tree(), 1);
        assert_eq!((placed.len(), n_rows), (3, 2));
        assert_eq!(placed[2].n_hidden, 1);
        let mut circle = tree();
        circle.nodes[2].split = Some(Split {
            feature: 0,
            threshold: 1.0,
            left: 0,
            right: 2,
        });
        assert_eq!(layout(&circle, 9).1, 2);
        assert_eq!(layout(&Tree::default(), 9).1, 0);
    }
}
