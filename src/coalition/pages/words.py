"""Say in English what facts mean: a sentence, or a part of one, for each property and class of the ontology.

A property that has no words here is told by its label. Names in braces stand for values.
"""

from __future__ import annotations

from collections.abc import Mapping

from coalition.pages.catalogue import N_

HEADS: Mapping[str, tuple[str, ...]] = {
    "Participation": (N_("{participant} took part in {event}"),),
    "Absence": (N_("{participant} did not take part in {event}"),),
    "Commitment": (
        N_("{committedBy} {status} a commitment, {thing}: {content}"),
        N_("{committedBy} {status} a commitment: {thing}"),
        N_("{committedBy} made a commitment, {thing}: {content}"),
        N_("{committedBy} made a commitment: {thing}"),
        N_("A commitment, {thing}: {content}"),
        N_("A commitment: {thing}"),
    ),
    "Position": (N_("{holder} {attitude}: {content}"), N_("A position: {content}")),
    "PlanPoint": (
        N_("Point {ordinal} of {pointOf}: {content}"),
        N_("A point of {pointOf}: {content}"),
        N_("Point {ordinal} of {pointOf}"),
        N_("A point of a plan: {content}"),
    ),
    "Aim": (N_("An aim of {aimOf}: {content}"), N_("An aim: {content}"), N_("An aim of {aimOf}: {thing}")),
    "StateOfAffairs": (N_("{content}"),),
    "Condition": (N_("A condition: {content}"),),
    "Motion": (N_("{movedBy} moved: {content}"), N_("A motion: {content}")),
    "Vote": (N_("A vote on {voteOn}: {voteOutcome}"), N_("A vote on {voteOn}")),
    "Ballot": (N_("{voter} voted on {ballotIn}: {choice}"),),
    "AgendaItem": (N_("Item {itemNumber} of the agenda: {content}"), N_("An item of the agenda: {content}")),
    "Decision": (N_("{decidedBy} decided: {content}"), N_("A decision: {content}")),
    "Membership": (N_("{member} is a member of {organization}"),),
    "Tenure": (N_("{officeholder} holds or held the post {post}"),),
}
"""How a sentence about a thing of a class begins: the first that all values are known of. `thing` is its name."""

UNFIRM: Mapping[str, tuple[str, ...]] = {
    "Commitment": (
        N_("{committedBy} {status} a commitment, {thing}: {content}"),
        N_("{committedBy} {status} a commitment: {thing}"),
        N_("A commitment of {committedBy}, {thing}: {content}"),
        N_("A commitment of {committedBy}: {thing}"),
    ),
}
"""How such a sentence begins where no passage tells as a fact that it was so: what is denied was not made."""

VERBS: Mapping[str, str] = {
    "Agreed": N_("agreed to"),
    "Allocated": N_("allocated the means for"),
    "Announced": N_("announced"),
    "Conditional": N_("made, on a condition,"),
    "Contemplated": N_("contemplated"),
    "Delivered": N_("delivered"),
    "Indicated": N_("indicated"),
    "Lapsed": N_("let lapse"),
    "Offered": N_("offered"),
    "Pledged": N_("pledged"),
    "PreviouslyAnnounced": N_("had announced before"),
}
"""What an actor did with a commitment, by its status; other statuses are told by their labels."""

ASIDE = frozenset(
    ("about", "inferredDate", "inferredFrom", "inferredLatestDate", "kind", "note", "partOfPeriod", "inferredStartDate")
)
"""The properties that describe what a passage speaks of; a passage that denies it denies none of them."""

OF_DENIED = N_("Of what is denied")
"""The word before such a description."""

ANY = N_("{thing}")

CLAUSES: Mapping[str, str] = {
    "role": "{value}",
    "onBehalfOf": N_("on behalf of {value}"),
    "represents": N_("representing {value}"),
    "level": N_("at the level of {value}"),
    "format": "{value}",
    "medium": N_("by {value}"),
    "pictured": N_("as a picture shows"),
    "status": N_("status: {value}"),
    "statusDate": N_("since {value}"),
    "kind": "{value}",
    "amount": "{value}",
    "convertedAmount": N_("which is {value}"),
    "quantity": "{value}",
    "item": "{value}",
    "beneficiary": N_("for {value}"),
    "condition": N_("on the condition: {value}"),
    "backedBy": N_("backed by {value}"),
    "inAdditionTo": N_("in addition to {value}"),
    "madeIn": N_("made in {value}"),
    "firm": N_("firm: {value}"),
    "announcedBy": N_("announced by {value}"),
    "announcedAt": N_("announced at {value}"),
    "announcedAfter": N_("announced after {value}"),
    "announcedOn": N_("announced {when}"),
    "statedAt": N_("said at {value}"),
    "statedAfter": N_("said after {value}"),
    "statedOn": N_("said {when}"),
    "askedBy": N_("asked by {value}"),
    "about": N_("about {value}"),
    "wording": N_("in the words “{value}”"),
    "date": "{when}",
    "startDate": N_("from {value}"),
    "endDate": N_("until {value}"),
    "inferredDate": N_("{when}, as the curators infer"),
    "inferredLatestDate": N_("by {value} at the latest, as the curators infer"),
    "inferredFrom": N_("inferred from {value}"),
    "asOf": N_("as of {value}"),
    "partOf": N_("part of {value}"),
    "statedCount": N_("counting {value}"),
    "proposedBy": N_("proposed by {value}"),
    "secondedBy": N_("seconded by {value}"),
    "agendaItem": N_("under the agenda item {value}"),
    "event": N_("at {value}"),
    "votesFor": N_("{value} in favour"),
    "votesAgainst": N_("{value} against"),
    "abstentions": N_("{value} abstaining"),
    "unanimous": N_("unanimous: {value}"),
    "decides": N_("on the motion {value}"),
}
"""What a value adds to a sentence that has begun; `when` is a date with its preposition."""

SENTENCES: Mapping[str, str] = {
    "holds": N_("{thing} holds the post {value}"),
    "rank": N_("{thing} has the rank or title {value}"),
    "memberOf": N_("{thing} belongs to {value}"),
    "ledBy": N_("{thing} is led by {value}"),
    "borders": N_("{thing} borders {value}"),
    "isoCode": N_("{thing} has the code {value} (ISO 3166)"),
    "identifiedWith": N_("{thing} is taken for {value}"),
    "splitFrom": N_("{thing} is told apart from {value}"),
    "metIn": N_("{thing} met in {value}"),
    "rotation": N_("The lead of {thing} changes every {value}"),
    "holderFrom": N_("The holder of the post {thing} comes from {value}"),
    "holderNotFrom": N_("The holder of the post {thing} does not come from {value}"),
    "postIn": N_("{thing} is a post in {value}"),
    "place": N_("{thing}: the place is {value}"),
    "within": N_("{thing} lies in {value}"),
    "date": N_("{thing} is dated {value}"),
    "startDate": N_("{thing} began {when}"),
    "endDate": N_("{thing} ended {when}"),
    "inferredDate": N_("{thing} is dated {value} by the curators, who infer it"),
    "inferredLatestDate": N_("{thing} is not later than {value}, as the curators infer"),
    "inferredFrom": N_("The date of {thing} is inferred from {value}"),
    "partOfPeriod": N_("{thing} falls into the {value} part of the period"),
    "host": N_("{thing} was hosted by {value}"),
    "chair": N_("{thing} was chaired by {value}"),
    "coChair": N_("{thing} was co-chaired by {value}"),
    "convener": N_("{thing} was convened by {value}"),
    "initiator": N_("{thing} goes back to the initiative of {value}"),
    "level": N_("{thing} is at the level of {value}"),
    "format": N_("{thing} has the form: {value}"),
    "medium": N_("{thing} was held by {value}"),
    "series": N_("{thing} is one of the {value}"),
    "ordinal": N_("{thing} has the number {value}"),
    "follows": N_("{thing} follows {value}"),
    "interval": N_("{thing} follows after {value}"),
    "partOf": N_("{thing} is part of {value}"),
    "agenda": N_("On the agenda of {thing}: {value}"),
    "outcome": N_("The outcome of {thing}: {value}"),
    "motto": N_("The motto of {thing} is “{value}”"),
    "statedCount": N_("{thing} is said to count {value}"),
    "about": N_("{thing} is about {value}"),
    "condition": N_("{thing} depends on a condition: {value}"),
    "proposedBy": N_("{thing} was proposed by {value}"),
    "announcedBy": N_("{thing} was announced by {value}"),
    "announcedAt": N_("{thing} was announced at {value}"),
    "announcedAfter": N_("{thing} was announced after {value}"),
    "announcedOn": N_("{thing} was announced {when}"),
    "beneficiary": N_("{thing} is for {value}"),
    "content": N_("{thing}: {value}"),
    "note": N_("The curators note on {thing}: {value}"),
    "creator": N_("{thing} is by {value}"),
    "publisher": N_("{thing} is published by {value}"),
    "title": N_("{thing} has the title “{value}”"),
    "issued": N_("{thing} was issued {when}"),
    "archivedOn": N_("{thing} was archived {when}"),
    "retrievedOn": N_("{thing} was looked at {when}"),
    "via": N_("{thing} comes by way of {value}"),
    "agency": N_("{thing} takes from the agency {value}"),
    "credits": N_("{thing} credits {value}"),
    "publishedIn": N_("{thing} is published in {value}"),
    "periodical": N_("{thing} stands in the periodical {value}"),
    "workType": N_("{thing} is called: {value}"),
    "language": N_("{thing} is in the language {value}"),
    "referenceIn": N_("{thing} stands in {value}"),
    "referenceTo": N_("{thing} stands for {value}"),
    "referenceNumber": N_("{thing} has the number {value}"),
    "sharesTextWith": N_("{thing} shares text with {value}"),
    "wasDerivedFrom": N_("{thing} is derived from {value}"),
    "counts": N_("{thing} counts as {value}"),
}
"""A sentence for a fact about a thing, by the local name of its property."""

OTHER_CLAUSE, OTHER_SENTENCE = N_("{relation}: {value}"), N_("{thing}: {relation}: {value}")

STANCES: Mapping[str, str] = {
    "asserts": "",
    "reports": N_("Reported"),
    "proposes": N_("Proposed"),
    "predicts": N_("Predicted"),
    "denies": N_("Denied"),
    "drafted": N_("Drafted, not read yet"),
}
"""The word that stands before a sentence, by the stance of the passages that state it, the firmest first."""

LOOKS: Mapping[str, str] = {
    "disputed": "denies",
    "denied": "denies",
    "only reported": "reports",
    "only predicted": "predicts",
    "only proposed": "proposes",
}
"""The stance whose colour a word has that says how a thing is told."""

ALSO: Mapping[str, str] = {
    "reports": N_("also reported"),
    "proposes": N_("also proposed"),
    "predicts": N_("also predicted"),
}
"""What stands behind a sentence that passages of another stance state, too."""
