"""Which permission opens each page and form before anything of it runs; the application starts with none left out.

What a door asks is about the person alone. Whose comment, story or case it is ask the action and query behind it.
"""

from collections.abc import Mapping

from flask import Flask, request

from discuss.policy import Permission, require
from discuss.web.viewer import viewer

ANYBODY = None
DOORS: Mapping[Permission | None, str] = {
    ANYBODY: """
        healthz readyz robots sitemap static theme_form choose_theme
        contact privacy terms rules rule
        front feed story story_feed changes comment compose reply post_comment preview person
        report_form report notice_form file_notice notice
        moderation_log log_entry log_feed log_table story_log transparency transparency_json transparency_table
        decision acknowledge file_appeal appeal answer_appeal
        sign_in_form sign_in passkey_sign_in passkey_question second_step_form second_step sign_out
        sign_up_form sign_up confirm_form confirm ask_reset_form ask_reset reset_form reset subscribe_form
        """,
    Permission.ACCOUNT_MANAGE: """
        account own_decisions muted mute profile_form profile security_form change_email change_password end_sessions
        ask_again_form ask_again prove_form prove prove_question subscribe subscription end_subscription
        remove_app_form remove_app passkey_form rename_passkey remove_passkey new_codes
        edit_form edit delete_form delete
        """,
    Permission.ACCOUNT_CLOSE: "close_form close",
    Permission.ACCOUNT_EXPORT: "data_form data",
    Permission.FACTOR_ADD: "app_form add_app new_passkey_question add_passkey",
    Permission.DESK_ENTER: """
        desk queue queue_changes claim release_claims pause take_pause soften quality
        decision_form decide decide_many undo note_comment propose_purge proposals settle_proposal
        desk_person decide_account suspend remove_comments note_person propose_ban
        desk_threads desk_thread decide_story lock raid second_looks take_look look_again
        """,
    Permission.URGENT_HANDLE: """
        desk_notices desk_notice decide_notice holds hold read_hold case_file make_case_file clear_case_files
        """,
    Permission.ORDER_RECORD: "desk_orders desk_order record_order note_order",
    Permission.QUALITY_COMPARE: "disagreements",
    Permission.WINDOW_REVERSE: "window reverse_window",
    Permission.STORY_EDIT: """
        editor_stories editor_new editor_create editor_story editor_save editor_publish editor_withdraw editor_export
        editor_revision
        """,
    Permission.CHECKS_EDIT: """
        checks check try_text try_setting replays ask_replay replay replay_progress switch_on
        """,
    Permission.SETTINGS_EDIT: """
        offers_form offers settings_people change_role change_urgent grant_plan forget_factors rule_form reword_rule
        """,
}


def register(app: Flask) -> None:
    """Have every request stopped at its door. Call it after everything that adds addresses.

    Raises :class:`RuntimeError` for an address without a door, one with two, and a door that leads nowhere.
    """
    permissions = _by_endpoint()
    addresses = {rule.endpoint for rule in app.url_map.iter_rules()}
    if addresses != permissions.keys():
        without, nowhere = sorted(addresses - permissions.keys()), sorted(permissions.keys() - addresses)
        raise RuntimeError(f"web/doors.py: no door for {without}; nothing behind {nowhere}")

    @app.before_request
    def ask() -> None:
        if request.endpoint is None:  # an address that there is not
            return
        permission = permissions[request.endpoint]
        if permission is not ANYBODY:
            require(viewer(), permission)


def _by_endpoint() -> dict[str, Permission | None]:
    found: dict[str, Permission | None] = {}
    for permission, endpoints in DOORS.items():
        for endpoint in endpoints.split():
            if endpoint in found:
                raise RuntimeError(f"web/doors.py: {endpoint} has two doors")
            found[endpoint] = permission
    return found
