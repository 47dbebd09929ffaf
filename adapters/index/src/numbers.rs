//! Sets of record numbers: what searches work with and find.

/// A set of record numbers while it is worked with: one bit for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// An empty set with room for numbers up to `highest`.
    pub(crate) fn up_to(highest: u32) -> Self {
        Self(vec![0; highest as usize / 64 + 1])
    }

    /// Puts a number in.
    pub(crate) fn insert(&mut self, number: u32) {
        let word = number as usize / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (number % 64);
    }

    /// Takes a number out.
    pub(crate) fn remove(&mut self, number: u32) {
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            *word &= !(1 << (number % 64));
        }
    }

    /// Whether a number is in it.
    pub(crate) fn contains(&self, number: u32) -> bool {
        let word = self.0.get(number as usize / 64);
        word.is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// The numbers, in order.
    pub(crate) fn numbers(&self) -> Vec<u32> {
        self.iter().collect()
    }

    /// Puts in all that another set has.
    pub(crate) fn unite(&mut self, other: &Self) {
        if other.0.len() > self.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(mine, other)| *mine |= other);
    }

    /// Takes out all that another set hasn't.
    pub(crate) fn intersect(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(mine, other)| *mine &= other);
    }

    /// Takes out all that another set has.
    pub(crate) fn subtract(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(mine, other)| *mine &= !other);
    }

    /// How many numbers are in it.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The numbers, in order.
    fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0
            .iter()
            .zip(0u32..)
            .flat_map(|(word, place)| ones(*word, place))
    }

    /// Numbers from the `start`th on, in order.
    fn page(&self, mut start: usize, count: usize) -> Vec<u32> {
        let mut page = Vec::with_capacity(count.min(64));
        for (word, place) in self.0.iter().zip(0u32..) {
            let here = word.count_ones() as usize;
            if start >= here {
                start -= here;
                continue;
            }
            let wanted = count - page.len();
            page.extend(ones(*word, place).skip(start).take(wanted));
            start = 0;
            if page.len() == count {
                break;
            }
        }
        page
    }
}

/// The numbers that the bits of a word stand for.
fn ones(mut word: u64, place: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros();
            word &= word - 1;
            place * 64 + bit
        })
    })
}

/// A set of record numbers to be kept, in the smaller of two forms.
#[derive(Clone, Debug)]
pub(crate) enum Numbers {
    /// The numbers themselves, in order.
    Few(Box<[u32]>),
    /// A bit for each number there is.
    Many(Bits, usize),
}

impl From<Bits> for Numbers {
    fn from(bits: Bits) -> Self {
        let count = bits.count();
        if count * size_of::<u32>() <= bits.0.len() * size_of::<u64>() {
            let mut few = Vec::with_capacity(count);
            few.extend(bits.iter());
            Self::Few(few.into_boxed_slice())
        } else {
            Self::Many(bits, count)
        }
    }
}

impl Numbers {
    /// How many.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Few(numbers) => numbers.len(),
            Self::Many(_, count) => *count,
        }
    }

    /// Numbers from the `start`th on, in order.
    pub(crate) fn page(&self, start: usize, count: usize) -> Vec<u32> {
        match self {
            Self::Few(numbers) => numbers.iter().skip(start).take(count).copied().collect(),
            Self::Many(bits, _) => bits.page(start, count),
        }
    }

    /// The same, to work with.
    pub(crate) fn bits(&self) -> Bits {
        match self {
            Self::Few(numbers) => {
                let mut bits = Bits::up_to(numbers.last().copied().unwrap_or(0));
                numbers.iter().for_each(|number| bits.insert(*number));
                bits
            }
            Self::Many(bits, _) => bits.clone(),
        }
    }

    /// Bytes of memory.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Few(numbers) => numbers.len() * 4,
            Self::Many(bits, _) => bits.0.len() * 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[u32]) -> Bits {
        let mut bits = Bits::default();
        numbers.iter().for_each(|number| bits.insert(*number));
        bits
    }

    #[test]
    fn sets_are_joined() {
        let (short, long) = (of(&[1, 5, 64]), of(&[5, 64, 700]));
        let joined = |act: fn(&mut Bits, &Bits), left: &Bits, right: &Bits| {
            let mut left = left.clone();
            act(&mut left, right);
            left.iter().collect::<Vec<_>>()
        };
        assert_eq!(joined(Bits::unite, &short, &long), [1, 5, 64, 700]);
        assert_eq!(joined(Bits::intersect, &long, &short), [5, 64]);
        assert_eq!(joined(Bits::intersect, &short, &long), [5, 64]);
        assert_eq!(joined(Bits::subtract, &long, &short), [700]);
        assert_eq!(joined(Bits::subtract, &short, &long), [1]);
    }

    #[test]
    fn both_forms_have_the_same_pages() {
        let all: Vec<u32> = (3..400).filter(|number| number % 3 != 0).collect();
        let many = Numbers::from(of(&all));
        let few = Numbers::Few(all.clone().into());
        assert!(matches!(many, Numbers::Many(..)));
        assert!(matches!(Numbers::from(of(&[7])), Numbers::Few(_)));
        assert_eq!((many.count(), few.count()), (all.len(), all.len()));
        for (start, count) in [(0, 10), (60, 10), (all.len() - 2, 10), (500, 3), (4, 0)] {
            let expected: Vec<u32> = all.iter().skip(start).take(count).copied().collect();
            assert_eq!(many.page(start, count), expected);
            assert_eq!(few.page(start, count), expected);
        }
        assert_eq!(many.bits(), few.bits());
    }
}
