"""What an organization can count on a year: the money it has, what will come, and the months to spend it in."""

from types import SimpleNamespace

from partnersim.mechanisms.deciding.proposals import _lives_on_what_it_has, yearly_money
from partnersim.world.budgets import BudgetState


def counted_on(
    cash, months, *, rule, forum=False, promised=0.0, active=True, state=None, month=0, absorbs=0.0
):
    """What an organization can count on a year, rupiah."""
    organization = SimpleNamespace(
        name="one", active=active, year_money_idr=promised, absorbs_idr_year=absorbs,
        spec=SimpleNamespace(budget=SimpleNamespace(rule=rule), forum=forum),
    )  # fmt: skip
    model = SimpleNamespace(month=month, rules=SimpleNamespace(budgets={"one": state}))
    return yearly_money(model, organization, cash, months)


def test_money_that_can_be_counted_on_as_a_rate_of_the_year():
    assert counted_on(30.0, 6, rule="appropriation") == 60.0  # 30 in half a year
    assert counted_on(30.0, 6, rule="appropriation", active=False) == 0.0
    assert counted_on(30.0, 6, rule="appropriation", promised=90.0) == 60.0
    # a forum, and who lives on a share of profits, has what is promised for the year, or what it holds if that is more
    assert counted_on(30.0, 6, rule="none", forum=True, promised=90.0) == 90.0
    assert counted_on(30.0, 6, rule="none", forum=True, promised=50.0) == 60.0
    assert counted_on(30.0, 6, rule="profit_share", promised=90.0) == 90.0


def test_money_of_a_project_that_can_be_counted_on():
    # in month 4 of a project from month 0 to 10 with 60 left: five more months of the six come to 12 each
    state = BudgetState(first=0, end=10, left_idr=60.0)
    assert counted_on(20.0, 12, rule="project", state=state, month=4, absorbs=1e9) == (20.0 + 60.0) * 12 / 6
    # it can use no more than 6 a month
    assert counted_on(20.0, 12, rule="project", state=state, month=4, absorbs=72.0) == (20.0 + 30.0) * 12 / 6
    # the calendar year ends before the project: two of the five months
    assert counted_on(20.0, 3, rule="project", state=state, month=4, absorbs=1e9) == (20.0 + 24.0) * 12 / 3
    # it is over: what is left is for one month
    assert counted_on(20.0, 12, rule="project", state=state, month=10, absorbs=1e9) == 240.0


def test_money_of_who_lives_on_what_it_has_is_told_without_its_budget():
    kinds = [
        ("appropriation", False),
        ("none", False),
        ("none", True),
        ("project", False),
        ("profit_share", False),
    ]
    organizations = [
        SimpleNamespace(spec=SimpleNamespace(budget=SimpleNamespace(rule=rule), forum=forum))
        for rule, forum in kinds
    ]
    plain = _lives_on_what_it_has(SimpleNamespace(organizations=organizations))
    assert plain == [True, True, False, False, False]
    for (rule, forum), is_plain in zip(kinds, plain, strict=True):
        if is_plain:  # whatever was promised it, and whether or not there is a project
            assert counted_on(30.0, 5, rule=rule, forum=forum, promised=1e9) == 30.0 * 12 / 5
