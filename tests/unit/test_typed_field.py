"""A field keeps what is being typed while the page around it is drawn anew."""

import ipyvuetify
import solara

from partnersim.faces.app.typed_field import TypedField


def drawn(value, told):
    """A field under something that is drawn anew by `again`; another value is put in by `value`."""
    again = solara.reactive(0)

    @solara.component
    def Page():
        with solara.Column():
            solara.Text(f"drawn {again.value} times")
            # another look makes the field itself be drawn anew, too
            TypedField("Name", value.value, lambda text: told.append(text), error=again.value > 0)

    _, page = solara.render(Page(), handle_error=False)
    return again, page.find(ipyvuetify.TextField)


def test_what_is_typed_stays_until_it_is_done_or_there_is_another_value():
    value, told = solara.reactive("B"), []
    again, field = drawn(value, told)
    assert field.widget.v_model == "B"
    field.widget.v_model = "Str"  # as a browser sends it
    again.set(1)
    assert field.widget.v_model == "Str" and told == []
    field.widget.v_model = "Strict"
    field.widget.fire_event("keyup.enter", {})
    assert told == ["Strict"]
    value.set("Strict rules")
    assert field.widget.v_model == "Strict rules"
    field.widget.v_model = None  # emptied
    field.widget.fire_event("focusout", {})
    assert told == ["Strict", ""]
