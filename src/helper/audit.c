/* Leaves one entry in the journal for each outcome: who changed which service how, and what came of
 * it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#define SD_JOURNAL_SUPPRESS_LOCATION
#include "helper/audit.h"

#include <syslog.h>
#include <systemd/sd-journal.h>

static const char *
text_or_nothing (const char *text)
{
  return text != NULL ? text : "";
}

void
hn_audit_outcome (const HnRecord *record)
{
  int priority = record->state == HN_TRIAL_FAILED     ? LOG_ERR
                 : record->state == HN_TRIAL_REVERTED ? LOG_WARNING
                                                      : LOG_NOTICE;

  sd_journal_send ("MESSAGE=%s of %s by user %lu: %s%s%s",
                   record->removal ? "Removal of the change" : "Change", record->unit,
                   (unsigned long) record->uid, hn_trial_state_get_name (record->state),
                   record->reason != NULL ? ": " : "", text_or_nothing (record->reason),
                   "MESSAGE_ID=" HN_AUDIT_MESSAGE_ID, "PRIORITY=%i", priority, "HARDNUT_TRIAL=%s",
                   record->id, "HARDNUT_UNIT=%s", record->unit, "HARDNUT_UID=%lu",
                   (unsigned long) record->uid, "HARDNUT_OUTCOME=%s",
                   hn_trial_state_get_name (record->state), "HARDNUT_BEFORE=%s",
                   text_or_nothing (record->previous), "HARDNUT_AFTER=%s",
                   text_or_nothing (record->text), "HARDNUT_WORDS=%s",
                   text_or_nothing (record->words), "HARDNUT_REASON=%s",
                   text_or_nothing (record->reason), "HARDNUT_RESULT=%s",
                   text_or_nothing (record->result), NULL);
}

void
hn_audit_refusal (
    uid_t uid, const char *unit, const char *change, const char *words, const char *reason)
{
  sd_journal_send ("MESSAGE=Change of %s by user %lu refused: %s", unit, (unsigned long) uid,
                   reason, "MESSAGE_ID=" HN_AUDIT_MESSAGE_ID, "PRIORITY=%i", LOG_WARNING,
                   "HARDNUT_UNIT=%s", unit, "HARDNUT_UID=%lu", (unsigned long) uid,
                   "HARDNUT_OUTCOME=refused", "HARDNUT_AFTER=%s", change, "HARDNUT_WORDS=%s",
                   text_or_nothing (words), "HARDNUT_REASON=%s", reason, NULL);
}

void
hn_audit_session (uid_t uid, GStrv units, const char *words, const char *reason)
{
  g_autofree char *list = g_strjoinv (" ", units);

  sd_journal_send ("MESSAGE=Search of changes by user %lu %s: %s%s%s", (unsigned long) uid,
                   reason != NULL ? "refused" : "permitted", list, reason != NULL ? ": " : "",
                   text_or_nothing (reason), "MESSAGE_ID=" HN_AUDIT_MESSAGE_ID, "PRIORITY=%i",
                   reason != NULL ? LOG_WARNING : LOG_NOTICE, "HARDNUT_UNIT=%s", list,
                   "HARDNUT_UID=%lu", (unsigned long) uid, "HARDNUT_OUTCOME=%s",
                   reason != NULL ? "search-refused" : "search-permitted", "HARDNUT_WORDS=%s",
                   words, "HARDNUT_REASON=%s", text_or_nothing (reason), NULL);
}

void
hn_audit_accept (
    uid_t uid, const char *unit, gboolean withdraw, const char *words, const char *reason)
{
  const char *outcome = reason != NULL ? "accept-refused" : withdraw ? "withdrawn" : "accepted";

  sd_journal_send ("MESSAGE=%s by user %lu for everybody: %s%s%s",
                   reason != NULL ? "Refused" : "Done", (unsigned long) uid, words,
                   reason != NULL ? ": " : "", text_or_nothing (reason),
                   "MESSAGE_ID=" HN_AUDIT_MESSAGE_ID, "PRIORITY=%i",
                   reason != NULL ? LOG_WARNING : LOG_NOTICE, "HARDNUT_UNIT=%s",
                   text_or_nothing (unit), "HARDNUT_UID=%lu", (unsigned long) uid,
                   "HARDNUT_OUTCOME=%s", outcome, "HARDNUT_WORDS=%s", words, "HARDNUT_REASON=%s",
                   text_or_nothing (reason), NULL);
}
