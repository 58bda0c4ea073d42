"""Under load no request is lost; what the load costs is measured by `make bench`."""

from tests.e2e.load import KINDS, run
from tests.e2e.pipes import STAGED


def test_none_of_many_mixed_requests_is_lost() -> None:
    load = run(STAGED, requests=300, interval=0)
    assert (load.sent, load.lost, load.failed) == (300, 0, 0)
    assert set(load.times) == set(KINDS)
    assert sum(map(len, load.times.values())) == 300
