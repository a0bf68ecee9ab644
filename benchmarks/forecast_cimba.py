"""The network for cimba-py: compiled processes on a C engine. No `annotations` import: it reads types."""

import time

import cimba as cb
import numpy as np

from benchmarks import forecast_network as n


class Person(cb.Model):
    """One person; `office` holds what is scarce."""

    office: cb.Ref["Office"]
    grants: float
    gives_up: float
    ahead: int

    @cb.process
    def live(self):
        office = self.office
        me = cb.this_process()
        me.priority_set(self.ahead)
        me.timer_set(cb.random.exponential(1.0 / self.gives_up), 7)
        got = office.desk.acquire()
        me.timers_clear()
        if got != 0:
            office.withdrawn += 1
            cb.release(self)
        cb.hold(office.decision_days)
        office.desk.release()
        if cb.random.uniform(0.0, 1.0) < self.grants:
            office.granted += 1
            cb.release(self)
        cb.hold(14.0)
        if cb.random.uniform(0.0, 1.0) < 0.7:
            cb.hold(cb.random.exponential(90.0))
            if cb.random.uniform(0.0, 1.0) < 0.3:
                office.granted += 1
                cb.release(self)
        cb.hold(cb.random.lognormal(4.0943445622, 0.8))
        me.timer_set(min(cb.random.exponential(584.9), 200.0), 7)
        got = office.places.acquire()
        me.timers_clear()
        if got != 0:
            office.left += 1
            cb.release(self)
        me.timer_set(n.BEFORE_THE_FLIGHT, 7)
        got = office.seats.acquire()
        me.timers_clear()
        if got == 0:
            office.flown += 1
            cb.hold(0.5)
            office.seats.release()
        else:
            office.back += 1
        office.places.release()


class Office(cb.Model):
    """Desk, places and a weekly flight; people who come."""

    desk: cb.Resource
    places: cb.Resource
    seats: cb.Resource
    decision_days: cb.Param[float] = 0.04
    daily: cb.Param[int] = 12
    backlog: cb.Param[int] = 6000
    each_flight: cb.Param[int] = 60
    granted: cb.Output[float] = 0.0
    withdrawn: cb.Output[float] = 0.0
    left: cb.Output[float] = 0.0
    flown: cb.Output[float] = 0.0
    back: cb.Output[float] = 0.0

    @cb.process
    def flights(self):
        while True:
            cb.hold(6.75)
            self.seats.set_capacity(self.each_flight)
            cb.hold(0.25)
            self.seats.set_capacity(0)

    @cb.process
    def arrivals(self):
        for _ in range(self.backlog):
            cb.spawn(Person, office=self, grants=0.6, gives_up=0.000335, ahead=0)
            cb.spawn(Person, office=self, grants=0.3, gives_up=0.0010153, ahead=1)
        while True:
            for _ in range(self.daily):
                cb.spawn(Person, office=self, grants=0.6, gives_up=0.000335, ahead=0)
                cb.spawn(Person, office=self, grants=0.3, gives_up=0.0010153, ahead=1)
            cb.hold(1.0)


def run(size: n.Size) -> dict:
    """Seconds of a warm run and the outcomes."""
    model = Office()
    model.desk, model.places = cb.Resource(capacity=1), cb.Resource(capacity=size.places)
    model.seats, model.each_flight = cb.Resource(capacity=0), size.seats
    model.decision_days, model.daily, model.backlog = 1 / size.decisions, size.daily, size.backlog
    window = cb.Window(warmup=0, duration=n.DAYS)
    cb.Experiment(model, replications=1, window=window, seed=1).run()
    start = time.process_time()
    made = cb.Experiment(model, replications=1, window=window, seed=2).run()[model]
    seconds = time.process_time() - start
    outcomes = ("granted", "withdrawn", "left", "flown", "back")
    ends = {name: float(np.asarray(getattr(made, name)).ravel()[0]) for name in outcomes}
    return {"seconds": seconds, "ends": ends}
