"""Discuss: stories, subscriber-gated comments, moderation.

The ladder, top to bottom. A package may import only from rungs below it; ``a | b`` never import each other.

    app                                        wires everything together, and nothing else does
    cli                                        commands
    jobs                                       what runs after commits and at intervals
    demo                                       the demo site's content and how it is loaded
    notifications                              people are told
    moderation                                 people act on comments
    comments                                   owns the page that shows a story and its thread
    checks | pages                             the automatic checks as the owner has set them | terms, privacy, contact
    stories | subscriptions | screening | decisions   screening is pure: it knows drafts, not comments
    accounts                                   people, sessions and who is acting now
    web                                        error pages, headers, limits, paging, the page cache
    mail                                       the outbox
    events | policy | markup                   what happened | who may | safe HTML
    db                                         the session, transactions, after-commit
    config | errors | clock                    plain values
"""
