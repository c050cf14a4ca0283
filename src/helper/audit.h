/* Leaves one entry in the journal for each outcome: who changed which service how, and what came of
 * it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/record.h"

G_BEGIN_DECLS

/* The MESSAGE_ID of these entries. */
#define HN_AUDIT_MESSAGE_ID "5c1f2a4be6d84e0b9d0c7f7c6d3e9a11"

/** hn_audit_outcome: of the trial of @record, by its state */
void hn_audit_outcome (const HnRecord *record);

/** hn_audit_refusal: of a request that polkit did not let through; @words: (nullable): as the
 * question had them */
void hn_audit_refusal (
    uid_t uid, const char *unit, const char *change, const char *words, const char *reason);

/**
 * hn_audit_session: of a question for a whole search
 * @words: of the question
 * @reason: (nullable): why it was refused; %NULL when permission was given
 */
void hn_audit_session (uid_t uid, GStrv units, const char *words, const char *reason);

/**
 * hn_audit_accept: of a request to accept something for everybody, or to count it again
 * @unit: (nullable): %NULL for all services
 * @words: as the question had them
 * @reason: (nullable): why it was refused; %NULL when it was done
 */
void hn_audit_accept (
    uid_t uid, const char *unit, gboolean withdraw, const char *words, const char *reason);

G_END_DECLS
