"""The casework service: one record per person, moves from the scheme, a history that outsiders can verify.

What pages and the API call is in `returnhub.casework.actions`. Every function takes the `Officer` who acts
(`request.user`) first, returns `Done(reference, version, seq, hash, repeated)`, or raises `Refused`
(`.code` stable, `.says` a sentence, `.rules` citations, `.status` HTTP status, `.details` data) and then
nothing was changed.

    open_case(by, Person(names, born, references), stage=…, responsibility=Responsibility(…), client_key=…)
    record_identity(by, reference, Person(…), reasons=Reasons(because, text), version=…)
    assign(by, reference, Responsibility(owner, team, next_action, next_action_by, waiting_for), version=…)
    establish_facts(by, reference, {fact: value or text or None}, source=…, on=…, corrects=…, version=…)
    record_event(by, reference, event, {field: value or text or None}, occurred_on=…, evidence=…, version=…)  # EVENTS
    lodge_further_submissions(by, reference, summary)                  # legal representative; raises a hold
    raise_hold(by, reference, kind, says, review_by=…)                 # HOLDS; never stale without `version`
    lift_hold(by, reference, hold_seq, reasons=…, version=…)           # may_lift(by, kind)
    request_move(by, reference, move, reasons=…, version=…)            # made at once, or waits for a second
    countersign_move(by, reference, request_seq, reasons=…, version=…)
    decline_move(by, reference, request_seq, reasons=…, version=…)     # also: take back one's own
    add_note / observe (monitor) / link_cases / settle_link / restrict / represent
    establish_scheme_fact(by, fact, value, source=…, reasons=…)        # the same for every case

Every one of them takes `client_key`: the same key with the same request is done once. Each that changes a case takes
`version`, the one that was seen. None is "not known" as an answer to a fact or to a question of an event.

Reading: `view_case(by, reference, purpose)` (PURPOSES) logs the reading and returns a `CaseView` with `row`,
`state`, `verdict`, `facts` (name → FactView, medical ones hidden from others), `timeline`, `deadlines`,
`version`. `who_read(by, reference)` is the monitor's. Lists start from
`returnhub.casework.access.visibility.visible_to(officer)`, a QuerySet of `Case`; queues are in
`returnhub.casework.queues`. `events_for(officer)` lists the events an officer may record, with their fields;
the moves from a stage with their verdicts are `view.verdict.moves`.
"""
