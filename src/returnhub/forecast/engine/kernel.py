"""One replicate, compiled. The order of a day is the contract, and `reference` keeps it in plain Python:

1. what is due today, in the order in which it was set down (an event that falls due today joins the end);
2. arrivals, stream by stream;
3. service, stage by stage in the order of priority, rank by rank, first come first served;
and 1 and 3 again while a service or an end of no days made something due today.

There is no table of persons. A person is an entry of 16 bytes, and stands where the next thing will happen: on the day
on which something falls due, in the line of a stage and rank, or on both, and nowhere if nothing more can happen before
the horizon ends. Days and lines are chains of small chunks from one pool, so that both are read one after the other and
memory follows the living. Who is in a line and may also leave it has a second entry on that day, with the position in
the line; if the position has been taken by another since, the day comes to nothing. No search, no heap, no map.

Where a longest stay counts in total and people can come back, days spent have to be kept: in a record, which a person
gets on first entering such a stage and gives back where no way leads to one again. Its number stands in the entry in
place of the start of the clock, which moves into the record; where nobody can come back there are no records.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

from returnhub.forecast.engine.arrays import Compiled
from returnhub.forecast.engine.books import balanced, keep_littles_law
from returnhub.forecast.engine.compiled import compiled, fetch_soon
from returnhub.forecast.engine.draws import DURATION, HAZARD, ROUTE, uniform
from returnhub.forecast.engine.network import LONGEST_HORIZON, NO_CLOCK

CHUNK = 8
"""Entries in a chunk: 128 bytes."""
PERSON, SINCE, PLACE, VISIT = 0, 1, 2, 3
"""Columns of an entry: number (-1: gone); start of the clock or record, or on a day the position in a line; stage and
class in 16 bits each; visit × 8 + cause, + 4 on a day for somebody in a line."""
RECORD = 2**20
"""From here on, the start of a clock is the number of a record."""
assert RECORD > LONGEST_HORIZON
IN_LINE = 4
NEVER = 2**31 - 1
BELOW_ONE = 1.0 - 2.0**-53
MORNING, DUE, ARRIVE, SERVE, EVENING = 0, 1, 2, 3, 4
(
    DAY,
    PHASE,
    STREAM,
    INDEX,
    AT_TURN,
    CHUNK_DUE,
    AT_DUE,
    ARRIVED,
    FREE,
    TOP,
    SPARE,
    PEOPLE,
    ALIVE,
    MOST,
    TAKEN,
    BROKEN,
    BLANK,
    RECORDS,
    VACANT,
) = range(19)
"""Where a run has got to, kept between calls of `advance`; BROKEN: 2 + the day on which the books did not balance."""


@nb.njit(error_model="numpy")
def _days_to_exit(u, rate, risen, s, c, today, epoch):
    """Days until something that comes at `rate[s, c, epoch]` a day, changing every `epoch` days; or NEVER.

    `risen[s, c, epoch]`: the rate summed over the days before that epoch.
    """
    last = rate.shape[2] - 1
    at = min(today // epoch, last)
    level = risen[s, c, at] + (today - at * epoch) * rate[s, c, at] - np.log(1.0 - u)
    while at < last and level >= risen[s, c, at + 1]:
        at += 1
    if rate[s, c, at] <= 0.0:
        return np.int64(NEVER)
    return at * epoch + np.int64(min((level - risen[s, c, at]) / rate[s, c, at], 1e9)) + 1 - today


@nb.njit(error_model="numpy")
def _draw_days(u, law, law_start, law_cdf, guide):
    """Whole days by inversion, from where the guide table says."""
    first, last = law_start[law], law_start[law + 1] - 1
    at = first + guide[law, np.int64(u * guide.shape[1])]
    while at > first and law_cdf[at - 1] > u:
        at -= 1
    while at < last and law_cdf[at] <= u:
        at += 1
    return at - first


@compiled(nogil=True)
def advance(
    key, days, law, law_start, law_cdf, guide, always, rate, risen, longest, kept, parted, route_start,
    route_move, route_cum, target, wants, holds, clock, capacity, daily, order, turn, first_turn, is_end, leaves, rank,
    epoch, stream_stage, stream_class, arrivals, start_stage, start_class, start_days, start_since, earliest,
    period, wait_width, long_wait, traced, state, pool, chained, before, living, clock_of, spent, day_head, day_tail,
    day_fill, line_head, line_tail, line_from, line_fill, line_length, count, there, came, came_on, went_on, moved,
    departed, used, left_today, started, steps, flow, left, stock, used_days, waits, person_days, overdue,
):  # fmt: skip
    """Go on until the horizon ends (True), or until the pool, the records or `steps` are full (False: make room).

    Records: `clock_of[record]`, the start of a clock, or the next vacant record; `spent[record, column]`, days in all
    visits, less the day of entry while there. Modulo 2^16, which `check` keeps exact.

    Arrays are never replaced in here: Numba would then count references to them at every step.
    """
    classes, resources, ranks = law.shape[1], capacity.shape[0], line_head.shape[1]
    day, phase, stream, index, at_turn = state[DAY], state[PHASE], state[STREAM], state[INDEX], state[AT_TURN]
    chunk, at, arrived, free, top = state[CHUNK_DUE], state[AT_DUE], state[ARRIVED], state[FREE], state[TOP]
    spare, people, alive, most, taken = state[SPARE], state[PEOPLE], state[ALIVE], state[MOST], state[TAKEN]
    today = max(day, 0)
    at_period, at_epoch = today // period, min(today // epoch, rate.shape[2] - 1)
    while True:
        if day == days or spare < 2 or (taken == steps.shape[0] and traced > 0):
            state[DAY], state[PHASE], state[STREAM], state[INDEX], state[AT_TURN] = (
                day,
                phase,
                stream,
                index,
                at_turn,
            )
            state[CHUNK_DUE], state[AT_DUE], state[ARRIVED], state[FREE], state[TOP] = (
                chunk,
                at,
                arrived,
                free,
                top,
            )
            state[SPARE], state[PEOPLE], state[ALIVE], state[MOST], state[TAKEN] = (
                spare,
                people,
                alive,
                most,
                taken,
            )
            return day == days
        person, old, c, visit, why, position = 0, -1, 0, 0, 0, -1
        since, elapsed, move, stage = NO_CLOCK, 0, -1, -1
        if phase == MORNING:
            today = max(day, 0)
            at_period, at_epoch = today // period, min(today // epoch, rate.shape[2] - 1)
            for r in range(resources):
                left_today[r] = capacity[r, today] if daily[r] else 0
            stream, index, chunk, at, arrived = 0, 0, -1, 0, 0
            # Day -1 seats those who are there at the start.
            phase = DUE if day >= 0 else ARRIVE
            continue
        if phase == DUE:
            if chunk < 0:
                chunk, at = day_head[day], 0
            elif at == CHUNK and chunk != day_tail[day]:
                emptied = chunk
                chunk, at = np.int64(chained[chunk]), 0
                chained[emptied], free = free, emptied
                spare += 1
            if chunk < 0 or (chunk == day_tail[day] and at == day_fill[day]):
                phase, at_turn = (SERVE if arrived else ARRIVE), 0
                continue
            entry = chunk * CHUNK + at
            if at == 0:
                # Positions in lines lie anywhere: ask for those of the whole chunk while there is other work.
                for n in range(entry, entry + CHUNK):
                    if pool[n, VISIT] & IN_LINE:
                        fetch_soon(pool, pool[n, SINCE], PERSON)
            at += 1
            person, visit, why = pool[entry, PERSON], pool[entry, VISIT] >> 3, pool[entry, VISIT] & 3
            if pool[entry, VISIT] & IN_LINE:
                position = np.int64(pool[entry, SINCE])
                if pool[position, PERSON] != person or pool[position, VISIT] >> 3 != visit:
                    continue
                entry = position
            since, old, c = pool[entry, SINCE], pool[entry, PLACE] >> 16, pool[entry, PLACE] & 0xFFFF
        elif phase == ARRIVE:
            if day < 0:
                if index == start_stage.shape[0]:
                    phase = EVENING
                    continue
                stage, c = start_stage[index], start_class[index]
                elapsed, since = start_days[index], start_since[index]
                if since != NO_CLOCK:
                    started[since + earliest] += 1
            else:
                while stream < stream_stage.shape[0] and index >= arrivals[stream, day]:
                    stream, index = stream + 1, 0
                if stream == stream_stage.shape[0]:
                    phase, arrived = SERVE, 1
                    continue
                stage, c = stream_stage[stream], stream_class[stream]
            index += 1
            came[c] += 1
            person = people
            people += 1
            alive += 1
            most = max(most, alive)
        elif phase == SERVE:
            # The first stage in the order of service that has somebody in line and something left for them.
            while at_turn < order.shape[0]:
                old = order[at_turn]
                r = wants[old]
                room = left_today[r] if daily[r] else capacity[r, day] - used[r]
                if room > 0:
                    for k in range(ranks):
                        if line_length[old, k] > 0:
                            position = line_head[old, k] * CHUNK + line_from[old, k]
                            while pool[position, PERSON] < 0:
                                position += 1
                            line_from[old, k] = position - line_head[old, k] * CHUNK
                            break
                    if position >= 0:
                        break
                at_turn += 1
            if position < 0:
                more = day_head[day] >= 0 and not (chunk == day_tail[day] and at == day_fill[day])
                phase = DUE if more else EVENING
                continue
            if daily[r]:
                left_today[r] -= 1
            person, since, c = pool[position, PERSON], pool[position, SINCE], pool[position, PLACE] & 0xFFFF
            visit, why = pool[position, VISIT] >> 3, 3
        else:
            if not balanced(came, count, there, wants, line_length, holds, used, daily):
                state[BROKEN] = day + 2
                return True
            if day >= 0:
                if chunk >= 0:
                    chained[chunk], free = free, chunk
                    spare += 1
                for r in range(resources):
                    used_days[r, at_period] += capacity[r, day] - left_today[r] if daily[r] else used[r]
                for s in range(law.shape[0]):
                    person_days[s, at_period] += there[s]
                if (day + 1) % period == 0 or day == days - 1:
                    for c in range(classes):
                        for s in range(law.shape[0]):
                            stock[s, c, at_period] = count[s, c]
                        for n in range(target.shape[0]):
                            flow[n, c, at_period], moved[n, c] = moved[n, c], 0
                    for s in range(law.shape[0]):
                        for n in range(4):
                            left[s, n, at_period], departed[s, n] = departed[s, n], 0
                    for n in range(max(0, day - long_wait + earliest)):
                        overdue[at_period] += started[n]
            day, phase = day + 1, MORNING
            continue

        if old >= 0:
            # Leave where the person is.
            way, last_way = route_start[why, old, c, 0], route_start[why, old, c, 1] - 1
            if way < last_way:
                u = uniform(key, person, old, visit, ROUTE)
                while way < last_way and route_cum[at_epoch, way] <= u:
                    way += 1
            move = route_move[way]
            stage = target[move]
            moved[move, c] += 1
            departed[old, why] += 1
            count[old, c] -= 1
            there[old] -= 1
            went_on[old] += today
            if since >= RECORD:
                record = since - RECORD
                if kept[old] >= 0:
                    spent[record, kept[old]] += today
                if parted[stage]:
                    since = np.int64(clock_of[record])
                    clock_of[record], state[BLANK] = state[BLANK], record
                    state[VACANT] += 1
            if position >= 0:
                pool[position, PERSON] = -1
                k, gone = rank[c], position // CHUNK
                line_length[old, k] -= 1
                living[gone] -= 1
                if living[gone] == 0:
                    if line_head[old, k] == line_tail[old, k]:
                        line_from[old, k], line_fill[old, k] = 0, 0
                    else:
                        if line_head[old, k] == gone:
                            line_head[old, k], line_from[old, k] = chained[gone], 0
                        else:
                            chained[before[gone]] = chained[gone]
                        if line_tail[old, k] == gone:
                            line_tail[old, k], line_fill[old, k] = before[gone], CHUNK
                        else:
                            before[chained[gone]] = before[gone]
                        chained[gone], free = free, gone
                        spare += 1
        held = holds[old] if old >= 0 else -1
        if held != holds[stage]:
            if held >= 0:
                used[held] -= 1
                at_turn = min(at_turn, first_turn[held])
            if holds[stage] >= 0:
                used[holds[stage]] += 1

        # Enter the next stage.
        if person < traced:
            steps[taken, 0], steps[taken, 1], steps[taken, 2], steps[taken, 3] = person, day, move, stage
            taken += 1
        count[stage, c] += 1
        there[stage] += 1
        came_on[stage] += today
        if clock[stage]:
            if since == NO_CLOCK:
                since = today - elapsed
                started[since + earliest] += 1
            elif since >= RECORD and clock_of[since - RECORD] == NO_CLOCK:
                clock_of[since - RECORD] = today - elapsed
                started[today - elapsed + earliest] += 1
        if is_end[stage]:
            if since != NO_CLOCK:
                started[since + earliest] -= 1
                waits[stage, min((today - since) // wait_width, waits.shape[1] - 1)] += 1
            alive -= 1
            continue
        visit += 1
        wait, why = np.int64(NEVER), 0
        number = law[stage, c]
        if number >= 0:
            if always[number] >= 0:
                wait = max(0, always[number] - elapsed)
            else:
                u = uniform(key, person, stage, visit, DURATION)
                if elapsed > 0:
                    # The rest of a time of which some is over: the draw is made among the days still possible.
                    first, last = law_start[number], law_start[number + 1] - 1
                    over = law_cdf[min(first + elapsed, last)]
                    u = min(over + u * (1.0 - over), BELOW_ONE)
                wait = max(0, _draw_days(u, number, law_start, law_cdf, guide) - elapsed)
        if leaves[stage]:
            u = uniform(key, person, stage, visit, HAZARD)
            other = _days_to_exit(u, rate, risen, stage, c, today, epoch)
            if other < wait:
                wait, why = other, 1
        limit = longest[stage]
        if limit >= 0:
            if kept[stage] >= 0:
                if since < RECORD:
                    record = state[BLANK]
                    if record >= 0:
                        state[BLANK] = clock_of[record]
                    else:
                        record = state[RECORDS]
                        state[RECORDS] += 1
                    state[VACANT] -= 1
                    if state[VACANT] == 0:
                        spare -= NEVER  # one look for both kinds of room
                    clock_of[record] = since
                    for n in range(spent.shape[1]):
                        spent[record, n] = 0
                    since = record + RECORD
                record, k = since - RECORD, kept[stage]
                elapsed = np.int64(spent[record, k]) + min(elapsed, limit)
                spent[record, k] = elapsed - today
            if max(0, limit - elapsed) < wait:
                wait, why = max(0, limit - elapsed), 2
        place, word, kind = (stage << 16) | c, since, (visit << 3) | why
        if wants[stage] >= 0:
            k = rank[c]
            tail, fill = line_tail[stage, k], line_fill[stage, k]
            if tail < 0 or fill == CHUNK:
                if free >= 0:
                    fresh, free = free, np.int64(chained[free])
                else:
                    fresh, top = top, top + 1
                spare -= 1
                chained[fresh], before[fresh], living[fresh] = -1, tail, 0
                if tail >= 0:
                    chained[tail] = fresh
                else:
                    line_head[stage, k] = fresh
                line_tail[stage, k], tail, fill = fresh, fresh, 0
            position = tail * CHUNK + fill
            pool[position, PERSON], pool[position, SINCE] = person, since
            pool[position, PLACE], pool[position, VISIT] = place, kind
            line_fill[stage, k] = fill + 1
            living[tail] += 1
            line_length[stage, k] += 1
            at_turn = min(at_turn, turn[stage])
            word, kind = position, kind | IN_LINE
        due = today + wait
        if due < days:
            tail, fill = day_tail[due], day_fill[due]
            if tail < 0 or fill == CHUNK:
                if free >= 0:
                    fresh, free = free, np.int64(chained[free])
                else:
                    fresh, top = top, top + 1
                spare -= 1
                chained[fresh] = -1
                if tail >= 0:
                    chained[tail] = fresh
                else:
                    day_head[due] = fresh
                day_tail[due], tail, fill = fresh, fresh, 0
            entry = tail * CHUNK + fill
            pool[entry, PERSON], pool[entry, SINCE] = person, word
            pool[entry, PLACE], pool[entry, VISIT] = place, kind
            day_fill[due] = fill + 1


def simulate(
    key: np.uint64,
    made: Compiled,
    period: int,
    flow: np.ndarray,
    left: np.ndarray,
    stock: np.ndarray,
    used_days: np.ndarray,
    waits: np.ndarray,
    wait_width: int,
    person_days: np.ndarray,
    overdue: np.ndarray,
    long_wait: int,
    traced: int = 0,
) -> Ran:
    """Fill flow[move, class, period], left[stage, cause, period], stock[stage, class, period end] and the rest.

    `waits` counts, at each end, the days since the person first reached a stage with a clock, in bins of
    `wait_width` days; `overdue` those whose clock has run for more than `long_wait` days at each period's end;
    `person_days[stage, period]` the days that people spent there.
    """
    days, (stages, classes), ranks = made.network.days, made.law.shape, int(made.rank.max()) + 1
    resources, moves, size = len(made.daily), len(made.target), max(64, len(made.start_stage) // CHUNK + 64)
    state = np.zeros(19, np.int64)
    state[DAY], state[CHUNK_DUE], state[FREE], state[SPARE] = -1, -1, -1, size
    pool, links = np.empty((size * CHUNK, 4), np.int32), [np.empty(size, np.int32) for _ in range(3)]
    clock_of, spent = np.empty(64, np.int32), np.empty((64, int(made.kept.max()) + 1), np.uint16)
    state[BLANK], state[VACANT] = -1, len(clock_of)
    steps = np.empty((64 if traced else 0, 4), np.int32)
    by_day = (np.full(days, -1), np.full(days, -1), np.zeros(days, np.int64))
    by_line = [np.full((stages, ranks), n) for n in (-1, -1, 0, 0, 0)]
    there, came_on, went_on = (np.zeros(stages, np.int64) for _ in range(3))
    counts = (
        np.zeros((stages, classes), np.int64), there, np.zeros(classes, np.int64), came_on, went_on,
        np.zeros((moves, classes), np.int64),
        np.zeros((stages, 4), np.int64), np.zeros(resources, np.int64), np.zeros(resources, np.int64),
        np.zeros(days + made.earliest, np.int64),
    )  # fmt: skip
    outputs = (flow, left, stock, used_days, waits, person_days, overdue)
    while not advance(
        key, *arguments(made), period, wait_width, long_wait, traced, state, pool, *links, clock_of, spent,
        *by_day, *by_line, *counts, steps, *outputs,
    ):  # fmt: skip
        if state[VACANT] == 0:
            more = len(clock_of) // 2
            clock_of = np.concatenate([clock_of, np.empty(more, np.int32)])
            spent = np.concatenate([spent, np.empty((more, spent.shape[1]), np.uint16)])
            state[VACANT] += more
            state[SPARE] += NEVER
        elif state[SPARE] < 2:
            more = size // 2
            pool = np.concatenate([pool, np.empty((more * CHUNK, 4), np.int32)])
            links = [np.concatenate([link, np.empty(more, np.int32)]) for link in links]
            state[SPARE] += more
            size += more
        else:
            steps = np.concatenate([steps, np.empty_like(steps)])
    if state[BROKEN]:
        raise RuntimeError(f"on day {state[BROKEN] - 2} the engine lost or doubled somebody")
    if len(clock_of) - state[VACANT] > state[ALIVE]:
        raise RuntimeError("the engine keeps records of days spent for people who are gone")
    keep_littles_law(days, person_days.sum(axis=1), there, came_on, went_on)
    memory = state[TOP] * (CHUNK * 16 + 12) + state[RECORDS] * (4 + 2 * spent.shape[1])
    return Ran(int(state[MOST]), int(state[PEOPLE]), int(memory), steps[: state[TAKEN]])


@dataclass(frozen=True, slots=True)
class Ran:
    """Most people alive at once, people in all, bytes that they took at most, and the steps of those traced.

    A step: number of the person, day (-1: there at the start), move (-1: where the path starts), stage reached.
    """

    most: int
    people: int
    memory: int
    steps: np.ndarray


def arguments(made: Compiled) -> tuple[object, ...]:
    """A compiled network as `advance` takes it."""
    return (
        made.network.days, made.law, made.law_start, made.law_cdf, made.guide, made.always, made.rate, made.risen,
        made.longest, made.kept, made.parted, made.route_start, made.route_move, made.route_cum, made.target,
        made.wants, made.holds, made.clock, made.capacity, made.daily, made.order, made.turn, made.first_turn,
        made.is_end, made.leaves, made.rank, made.epoch, made.stream_stage, made.stream_class, made.arrivals,
        made.start_stage, made.start_class, made.start_days, made.start_since, made.earliest,
    )  # fmt: skip
