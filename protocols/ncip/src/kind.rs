//! How an element stands among others: see [`crate::structure`].

/// From the elements in another one to values.
pub(crate) mod read {
    use crate::{
        flaw::Flaw,
        item::ItemId,
        node::{Context, Node},
        several::Several,
        structure::{Choice, Content, Read},
        version::Edition,
    };

    pub(crate) fn opt<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<Option<T>> {
        let Some(child) = node.child(name) else {
            return Ok(None);
        };
        let value = T::read(&child, context).map_err(|flaw| flaw.within(name))?;
        Ok(Some(value).filter(|value| !value.is_blank()))
    }

    pub(crate) fn opt2<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<Option<T>> {
        opt(node, name, context)
    }

    pub(crate) fn must1<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<Option<T>> {
        opt(node, name, context)
    }

    pub(crate) fn one<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<T> {
        let child = node.child(name).ok_or_else(|| Flaw::missing(name))?;
        T::read(&child, context).map_err(|flaw| flaw.within(name))
    }

    pub(crate) fn lax<T: Content + Default>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<T> {
        Ok(opt(node, name, context)?.unwrap_or_default())
    }

    pub(crate) fn many<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<Vec<T>> {
        let read = |child: Node<'_>| T::read(&child, context).map_err(|flaw| flaw.within(name));
        node.all(name, context)?.map(read).collect()
    }

    pub(crate) fn many2<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<Vec<T>> {
        many(node, name, context)
    }

    pub(crate) fn many1<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<Vec<T>> {
        let mut values: Vec<T> = many(node, name, context)?;
        values.retain(|value| !value.is_blank());
        Ok(values)
    }

    pub(crate) fn many21<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<Vec<T>> {
        many(node, name, context)
    }

    pub(crate) fn some<T: Content>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<Several<T>> {
        Several::of(many(node, name, context)?).ok_or_else(|| Flaw::missing(name))
    }

    pub(crate) fn flag(node: &Node<'_>, name: &'static str, _: &Context) -> Read<bool> {
        Ok(node.has(name))
    }

    pub(crate) fn optchoice<T: Choice>(
        node: &Node<'_>,
        _: &'static str,
        context: &Context,
    ) -> Read<Option<T>> {
        T::read(node, context)
    }

    pub(crate) fn choice<T: Choice>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<T> {
        T::read(node, context)?.ok_or_else(|| Flaw::missing(name))
    }

    pub(crate) fn visible<T: Choice>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<T> {
        choice(node, name, context)
    }

    pub(crate) fn visible_item(
        node: &Node<'_>,
        _: &'static str,
        context: &Context,
    ) -> Read<Option<ItemId>> {
        match context.edition {
            Edition::One => opt(node, "ItemId", context),
            Edition::Two => Ok(None),
        }
    }

    pub(crate) fn ext<T: Content + Default>(
        node: &Node<'_>,
        name: &'static str,
        context: &Context,
    ) -> Read<T> {
        lax(node, name, context)
    }
}

/// From values to elements.
pub(crate) mod write {
    use crate::{
        item::{self, ItemId},
        out::Out,
        several::Several,
        structure::{Choice, Content},
        version::Edition,
    };

    pub(crate) fn one<T: Content>(value: &T, name: &'static str, out: &mut Out<'_>) {
        value.write(name, out);
    }

    pub(crate) fn lax<T: Content>(value: &T, name: &'static str, out: &mut Out<'_>) {
        value.write(name, out);
    }

    pub(crate) fn opt<T: Content>(value: &Option<T>, name: &'static str, out: &mut Out<'_>) {
        if let Some(value) = value {
            value.write(name, out);
        }
    }

    pub(crate) fn opt2<T: Content>(value: &Option<T>, name: &'static str, out: &mut Out<'_>) {
        if out.edition == Edition::Two {
            opt(value, name, out);
        }
    }

    pub(crate) fn must1<T: Content + Default>(
        value: &Option<T>,
        name: &'static str,
        out: &mut Out<'_>,
    ) {
        match (value, out.edition) {
            (None, Edition::One) => T::default().write(name, out),
            _ => opt(value, name, out),
        }
    }

    pub(crate) fn many<T: Content>(values: &[T], name: &'static str, out: &mut Out<'_>) {
        for value in values {
            value.write(name, out);
        }
    }

    pub(crate) fn many2<T: Content>(values: &[T], name: &'static str, out: &mut Out<'_>) {
        if out.edition == Edition::Two {
            many(values, name, out);
        }
    }

    pub(crate) fn many1<T: Content + Default>(values: &[T], name: &'static str, out: &mut Out<'_>) {
        match (values, out.edition) {
            ([], Edition::One) => T::default().write(name, out),
            _ => many(values, name, out),
        }
    }

    pub(crate) fn many21<T: Content>(values: &[T], name: &'static str, out: &mut Out<'_>) {
        match (values, out.edition) {
            ([first, ..], Edition::One) => first.write(name, out),
            _ => many(values, name, out),
        }
    }

    pub(crate) fn some<T: Content>(values: &Several<T>, name: &'static str, out: &mut Out<'_>) {
        for value in values {
            value.write(name, out);
        }
    }

    pub(crate) fn flag(value: &bool, name: &'static str, out: &mut Out<'_>) {
        if *value {
            out.element(name, "");
        }
    }

    pub(crate) fn optchoice<T: Choice>(value: &Option<T>, _: &'static str, out: &mut Out<'_>) {
        if let Some(value) = value {
            value.write(out);
        }
    }

    pub(crate) fn choice<T: Choice>(value: &T, _: &'static str, out: &mut Out<'_>) {
        value.write(out);
    }

    pub(crate) fn visible<T: Choice>(value: &T, _: &'static str, out: &mut Out<'_>) {
        match out.edition {
            Edition::One => value.write_visible(out),
            Edition::Two => value.write(out),
        }
    }

    pub(crate) fn visible_item(value: &Option<ItemId>, _: &'static str, out: &mut Out<'_>) {
        if let (Edition::One, Some(id)) = (out.edition, value) {
            item::write_visible(id, out);
        }
    }

    /// An extension with nothing in it is left out.
    pub(crate) fn ext<T>(value: &T, name: &'static str, out: &mut Out<'_>)
    where
        T: Content + Default + PartialEq,
    {
        if out.edition == Edition::Two && *value != T::default() {
            value.write(name, out);
        }
    }
}
