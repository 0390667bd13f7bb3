"""The first register: every table.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_key", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_audit_entry_entity", "audit_entry", ["entity"])
    op.create_index("ix_audit_entry_entity_key", "audit_entry", ["entity_key"])

    op.create_table(
        "content_entry",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seals", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_table(
        "record_seal",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    op.create_table(
        "sought_word",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "word", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sought_word_of_row", "sought_word", ["kind", "key", "word"])

    op.create_table(
        "case_number",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series"),
    )
    op.create_table(
        "collection_batch",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("source_format", sa.String(), nullable=True),
        sa.Column("mappings", sa.String(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_accepted", sa.Integer(), nullable=False),
        sa.Column("rows_quarantined", sa.Integer(), nullable=False),
        sa.Column("rows_repeated", sa.Integer(), nullable=False),
        sa.Column("rows_held_back", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "counted_hits",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("parameter", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("effect", sa.String(length=40), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_counted_hits_business_day", "counted_hits", ["business_day"])
    op.create_index("ix_counted_hits_parameter", "counted_hits", ["parameter"])

    op.create_table(
        "enterprise",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_enterprise_category", "enterprise", ["category"])

    op.create_table(
        "feedback_indicator",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("aim", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("observations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_feedback_indicator_as_of", "feedback_indicator", ["as_of"])
    op.create_index("ix_feedback_indicator_name", "feedback_indicator", ["name"])

    op.create_table(
        "inspection",
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("importer", sa.String(), nullable=False),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("selected_by", sa.String(length=40), nullable=False),
        sa.Column("selection_probability", sa.Float(), nullable=False),
        sa.Column("parameters", sa.String(), nullable=False),
        sa.Column("items", sa.String(), nullable=False),
        sa.Column("rating", sa.Float(), nullable=True),
        sa.Column("what_to_check", sa.String(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("withdrawn_because", sa.String(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("violation", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("item_number", sa.Integer(), nullable=True),
        sa.Column("recovered_duty", sa.Float(), nullable=True),
        sa.Column("officer_hours", sa.Float(), nullable=True),
        sa.Column("inspector", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("declaration_id"),
    )
    op.create_index("ix_inspection_importer", "inspection", ["importer"])
    op.create_index("ix_inspection_inspected_on", "inspection", ["inspected_on"])
    op.create_index("ix_inspection_inspector", "inspection", ["inspector"])
    op.create_index("ix_inspection_office", "inspection", ["office"])
    op.create_index("ix_inspection_requested_on", "inspection", ["requested_on"])
    op.create_index("ix_inspection_selected_by", "inspection", ["selected_by"])
    op.create_index("ix_inspection_state", "inspection", ["state"])

    op.create_table(
        "rating_model",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("window_from", sa.Date(), nullable=False),
        sa.Column("window_to", sa.Date(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("features", sa.String(), nullable=False),
        sa.Column("precision_at_five_percent", sa.Float(), nullable=True),
        sa.Column("calibration_error", sa.Float(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("quantiles", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "endpoint_answer",
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("business_day", "number"),
        sa.UniqueConstraint("business_day", "declaration_id", "version"),
    )

    op.create_table(
        "screening_batch",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("declarations", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("medium", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("inspections", sa.Integer(), nullable=False),
        sa.Column("decisions_hash", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_screening_batch_business_day", "screening_batch", ["business_day"])

    op.create_table(
        "screening_error",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declarations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_screening_error_business_day", "screening_error", ["business_day"])
    op.create_index("ix_screening_error_subject", "screening_error", ["subject"])

    op.create_table(
        "stage_completion",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_stage_completion_stage", "stage_completion", ["stage"])

    op.create_table(
        "organisation_unit",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("load", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("traffic", sa.String(length=40), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_organisation_unit_load", "organisation_unit", ["load"])

    op.create_table(
        "unit",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("traffic", sa.String(length=40), nullable=True),
        sa.Column("lineage", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_unit_lineage", "unit", ["lineage"])

    op.create_table(
        "person",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_person_unit", "person", ["unit"])
    op.create_table(
        "person_account",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bound_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("bound", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.number"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("bound"),
    )
    op.create_index("ix_person_account_person", "person_account", ["person"])
    op.create_table(
        "sign_in_link",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.number"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_sign_in_link_person", "sign_in_link", ["person"])

    op.create_table(
        "analysis_report",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("analysis", sa.String(), nullable=False),
        sa.Column("analysed_on", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "batch_quality",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accuracy", sa.Float(), nullable=False),
        sa.Column("completeness", sa.Float(), nullable=False),
        sa.Column("timeliness", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"],
            ["collection_batch.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_batch_quality_batch", "batch_quality", ["batch"])
    op.create_index(
        "ix_batch_quality_source",
        "batch_quality",
        ["source", "received_on", "batch", "unit", "rows", "accuracy", "completeness", "timeliness"],
    )

    op.create_table(
        "quality_fault",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("example", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch"],
            ["collection_batch.key"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_quality_fault_batch", "quality_fault", ["batch"])
    op.create_index("ix_quality_fault_unit", "quality_fault", ["unit"])

    op.create_table(
        "case_file",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("priority", sa.String(length=40), nullable=False),
        sa.Column("priority_because", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("amount_at_stake", sa.Float(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("deadline_for", sa.String(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("recovered_duty", sa.Float(), nullable=True),
        sa.Column("officer_hours", sa.Float(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_case_file_deadline_on", "case_file", ["deadline_on"])
    op.create_index("ix_case_file_kind", "case_file", ["kind"])
    op.create_index("ix_case_file_listed", "case_file", ["state", "deadline_on", "number", "unit", "kind"])
    op.create_index("ix_case_file_merged_into", "case_file", ["merged_into"])
    op.create_index("ix_case_file_subject", "case_file", ["subject"])
    op.create_index("ix_case_file_unit", "case_file", ["unit"])

    op.create_table(
        "category_change",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("category_before", sa.String(), nullable=False),
        sa.Column("category_after", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise"],
            ["enterprise.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_category_change_enterprise", "category_change", ["enterprise"])

    op.create_table(
        "feedback_proposal",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_feedback_proposal_as_of", "feedback_proposal", ["as_of"])

    op.create_table(
        "finding",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("analysis", sa.String(), nullable=False),
        sa.Column("analysed_on", sa.Date(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("compared", sa.String(), nullable=False),
        sa.Column("amount_at_stake", sa.Float(), nullable=False),
        sa.Column("declarations", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_finding_analysis", "finding", ["analysis"])
    op.create_index("ix_finding_listed", "finding", [sa.text("analysed_on DESC"), sa.text("score DESC"), "key", "unit"])
    op.create_index(
        "ix_finding_subject", "finding", ["subject", sa.text("analysed_on DESC"), sa.text("score DESC"), "key"]
    )

    op.create_table(
        "hint",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("compared", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_hint_family", "hint", ["family"])
    op.create_index("ix_hint_listed", "hint", ["due_on", "key", "state", "unit", "family"])
    op.create_index("ix_hint_rule", "hint", ["rule"])

    op.create_table(
        "information_item",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reliability", sa.String(), nullable=False),
        sa.Column("priority", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_information_item_subject", "information_item", ["subject"])

    op.create_table(
        "inspection_exception",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("inspected_share", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_inspection_exception_declaration_id", "inspection_exception", ["declaration_id"])
    op.create_index("ix_inspection_exception_kind", "inspection_exception", ["kind"])
    op.create_index("ix_inspection_exception_recorded_on", "inspection_exception", ["recorded_on"])

    op.create_table(
        "inspector_draw",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("inspector", sa.String(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("needed", sa.String(), nullable=False),
        sa.Column("roster", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_inspector_draw_day", "inspector_draw", ["day"])
    op.create_index("ix_inspector_draw_declaration_id", "inspector_draw", ["declaration_id"])

    op.create_table(
        "roster_entry",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("inspector", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("skills", sa.String(), nullable=False),
        sa.Column("most_a_day", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_roster_entry_inspector", "roster_entry", ["inspector"])
    op.create_index("ix_roster_entry_office", "roster_entry", ["office"])

    op.create_table(
        "lane_change",
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("lane_before", sa.String(length=40), nullable=False),
        sa.Column("lane_after", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("declaration_id"),
    )
    op.create_table(
        "lane_policy_version",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("high_rate", sa.Float(), nullable=True),
        sa.Column("medium_rate", sa.Float(), nullable=True),
        sa.Column("random_rate", sa.Float(), nullable=True),
        sa.Column("parameter_cap", sa.Float(), nullable=True),
        sa.Column("inspections_per_day", sa.Integer(), nullable=True),
        sa.Column("hours_per_inspection", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "outbox_event",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("attachment", sa.String(), nullable=True),
        sa.Column("fanned_out", sa.Boolean(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_outbox_event_fanned_out", "outbox_event", ["fanned_out"])
    op.create_index("ix_outbox_event_kind", "outbox_event", ["kind"])
    op.create_index("ix_outbox_event_unit", "outbox_event", ["unit"])

    op.create_table(
        "processing_trade_manual",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("hs_code", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("written_off_on", sa.Date(), nullable=True),
        sa.Column("imported_quantity", sa.Float(), nullable=False),
        sa.Column("exported_quantity", sa.Float(), nullable=False),
        sa.Column("unit_consumption", sa.Float(), nullable=False),
        sa.Column("scrap_share", sa.Float(), nullable=False),
        sa.Column("duty_suspended", sa.Float(), nullable=False),
        sa.Column("last_export_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_processing_trade_manual_enterprise", "processing_trade_manual", ["enterprise"])

    op.create_table(
        "quarantined_row",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"],
            ["collection_batch.key"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_quarantined_row_batch", "quarantined_row", ["batch"])
    op.create_index("ix_quarantined_row_unit", "quarantined_row", ["unit"])

    op.create_table(
        "reporting_duty_period",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("escalated_to", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_reporting_duty_period_unit", "reporting_duty_period", ["unit"])

    op.create_table(
        "risk_parameter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("priority", sa.String(length=40), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("instruction", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("any_item", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=True),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("shadow_from", sa.Date(), nullable=True),
        sa.Column("shadow_to", sa.Date(), nullable=True),
        sa.Column("activated_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("grounds", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_risk_parameter_code", "risk_parameter", ["code"])
    op.create_index(
        "ix_risk_parameter_listed", "risk_parameter", ["state", "code", "version", "key", "owner", "author"]
    )

    op.create_table(
        "suppression",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("parameter", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_suppression_enterprise", "suppression", ["enterprise"])
    op.create_index("ix_suppression_parameter", "suppression", ["parameter"])

    op.create_table(
        "case_declaration",
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["case_file.number"],
        ),
        sa.PrimaryKeyConstraint("case_number", "declaration_id"),
    )
    op.create_table(
        "case_ground",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("ground_kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("priority", sa.String(length=40), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["case_file.number"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_case_ground_case_number", "case_ground", ["case_number"])

    op.create_table(
        "case_journal_entry",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["case_file.number"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_case_journal_entry_case_number", "case_journal_entry", ["case_number"])

    op.create_table(
        "case_subject",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("open_subject", sa.String(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["case_file.number"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("open_subject"),
    )
    op.create_index("ix_case_subject_case_number", "case_subject", ["case_number"])
    op.create_index("ix_case_subject_name", "case_subject", ["name"])

    op.create_table(
        "case_record",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("natural_key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["case_file.number"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_case_record_case_number", "case_record", ["case_number"])
    op.create_index("ix_case_record_due_on", "case_record", ["due_on"])
    op.create_index("ix_case_record_kind", "case_record", ["kind"])

    op.create_table(
        "finding_declaration",
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.Column("items", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding"],
            ["finding.key"],
        ),
        sa.PrimaryKeyConstraint("finding", "declaration_id"),
    )
    op.create_table(
        "functional_warning",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("magnitude", sa.Float(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("done", sa.String(), nullable=True),
        sa.Column("found", sa.String(length=40), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["finding"],
            ["finding.key"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_functional_warning_finding", "functional_warning", ["finding"])
    op.create_index(
        "ix_functional_warning_listed",
        "functional_warning",
        ["due_on", "key", "state", "unit", "raised_on", "taken_by"],
    )

    op.create_table(
        "handling_measure",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("finding", sa.String(), nullable=True),
        sa.Column("priority", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("approving_unit", sa.String(), nullable=False),
        sa.Column("amount_at_stake", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.Column("executed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("measured_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approving_unit"],
            ["unit.code"],
        ),
        sa.ForeignKeyConstraint(
            ["finding"],
            ["finding.key"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_handling_measure_finding", "handling_measure", ["finding"])
    op.create_index("ix_handling_measure_kind", "handling_measure", ["kind"])
    op.create_index(
        "ix_handling_measure_listed",
        "handling_measure",
        [sa.text("score DESC"), "proposed_on", "key", "state", "unit", "approving_unit", "proposed_by"],
    )
    op.create_index("ix_handling_measure_state", "handling_measure", ["state"])

    op.create_table(
        "instruction",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("what_to_check", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("done", sa.String(), nullable=True),
        sa.Column("found", sa.String(length=40), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["finding"],
            ["finding.key"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_instruction_finding", "instruction", ["finding"])
    op.create_index("ix_instruction_listed", "instruction", ["due_on", "key", "state", "unit", "issued_on", "taken_by"])

    op.create_table(
        "notification",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("quiet_hours", sa.String(), nullable=True),
        sa.Column("digest_at", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event"],
            ["outbox_event.key"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_notification_digest", "notification", ["digest"])
    op.create_index("ix_notification_event", "notification", ["event"])
    op.create_index(
        "ix_notification_listed",
        "notification",
        [sa.text("occurred_on DESC"), "key", "state", "unit", "acknowledged_by"],
    )
    op.create_index("ix_notification_state", "notification", ["state"])
    op.create_index("ix_notification_unit", "notification", ["unit"])

    op.create_table(
        "parameter_test",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("parameter", sa.String(), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("declarations", sa.Integer(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("inspected", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("hit_rate", sa.Float(), nullable=True),
        sa.Column("base_rate", sa.Float(), nullable=True),
        sa.Column("overlapping", sa.Integer(), nullable=False),
        sa.Column("inspections_per_day", sa.Float(), nullable=False),
        sa.Column("officer_hours_per_day", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parameter"],
            ["risk_parameter.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_parameter_test_parameter", "parameter_test", ["parameter"])

    op.create_table(
        "inspection_request",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("what_to_check", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("declarations_wanted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure"],
            ["handling_measure.key"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_inspection_request_measure", "inspection_request", ["measure"])

    op.create_table(
        "policy_recommendation",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("recommendation", sa.String(), nullable=False),
        sa.Column("reasoning", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["measure"],
            ["handling_measure.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_policy_recommendation_measure", "policy_recommendation", ["measure"])

    op.create_table(
        "special_operation",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("offices", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("parameter", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("inspected", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("officer_hours", sa.Float(), nullable=False),
        sa.Column("recovered_duty", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["measure"],
            ["handling_measure.key"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_special_operation_measure", "special_operation", ["measure"])

    op.create_table(
        "operation_standing",
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("inspected", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("officer_hours", sa.Float(), nullable=False),
        sa.Column("recovered_duty", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operation"],
            ["special_operation.key"],
        ),
        sa.PrimaryKeyConstraint("operation", "business_day"),
    )


def downgrade() -> None:
    op.drop_table("operation_standing")
    op.drop_table("organisation_unit")
    op.drop_table("special_operation")
    op.drop_table("policy_recommendation")
    op.drop_table("inspection_request")
    op.drop_table("parameter_test")
    op.drop_table("notification")
    op.drop_table("instruction")
    op.drop_table("handling_measure")
    op.drop_table("functional_warning")
    op.drop_table("finding_declaration")
    op.drop_table("case_record")
    op.drop_table("case_subject")
    op.drop_table("case_journal_entry")
    op.drop_table("case_ground")
    op.drop_table("case_declaration")
    op.drop_table("suppression")
    op.drop_table("risk_parameter")
    op.drop_table("reporting_duty_period")
    op.drop_table("quarantined_row")
    op.drop_table("quality_fault")
    op.drop_table("processing_trade_manual")
    op.drop_table("outbox_event")
    op.drop_table("lane_policy_version")
    op.drop_table("lane_change")
    op.drop_table("roster_entry")
    op.drop_table("inspector_draw")
    op.drop_table("inspection_exception")
    op.drop_table("information_item")
    op.drop_table("hint")
    op.drop_table("finding")
    op.drop_table("feedback_proposal")
    op.drop_table("category_change")
    op.drop_table("case_file")
    op.drop_table("batch_quality")
    op.drop_table("analysis_report")
    op.drop_table("sign_in_link")
    op.drop_table("person_account")
    op.drop_table("person")
    op.drop_table("unit")
    op.drop_table("stage_completion")
    op.drop_table("screening_error")
    op.drop_table("screening_batch")
    op.drop_table("endpoint_answer")
    op.drop_table("rating_model")
    op.drop_table("inspection")
    op.drop_table("feedback_indicator")
    op.drop_table("enterprise")
    op.drop_table("counted_hits")
    op.drop_table("collection_batch")
    op.drop_table("case_number")
    op.drop_table("sought_word")
    op.drop_table("record_seal")
    op.drop_table("content_entry")
    op.drop_table("audit_entry")
