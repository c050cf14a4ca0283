/* What hardnutctl found out about one service, and its two ways of telling it: JSON and text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/assessment.h"
#include "engine/facts/service-facts.h"
#include "json-out.h"
#include "source/files/accepted-files.h"
#include "terminal.h"

G_BEGIN_DECLS

/* What the lines of a preview are called in origins and warnings. */
#define HN_PREVIEW_PATH "<drop-in>"

typedef struct
{
  HnSettings *settings;
  HnAssessment assessment;
  const HnPolicy *policy;          /* (nullable): by which it is assessed; borrowed */
  const HnAcceptedFiles *accepted; /* (nullable): what is left out of counts; borrowed */
  char *version;                   /* of the manager, as it says it, or as its files let us know */
  HnServiceFacts *facts;           /* (nullable): what the machine shows of it */
  gboolean needs_reload; /* there are files of the service that the manager has not read */
} HnReport;

/**
 * hn_report_new:
 * @settings: (transfer full)
 * @policy: (nullable): must stay while the report lives
 * @version: copied
 * @error: return location; %HN_POLICY_ERROR_WEIGHT
 *
 * Returns: (transfer full) (nullable): %NULL where @policy leaves no check to measure
 */
HnReport *
hn_report_new (HnSettings *settings, const HnPolicy *policy, const char *version, GError **error);

void hn_report_free (HnReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnReport, hn_report_free)

/**
 * hn_report_assess:
 * @policy: (nullable)
 * @assessment: (out caller-allocates)
 * @error: return location; %HN_POLICY_ERROR_WEIGHT
 *
 * Returns: %FALSE where @policy leaves no check to measure
 */
gboolean hn_report_assess (const HnSettings *settings,
                           const HnPolicy *policy,
                           HnAssessment *assessment,
                           GError **error);

/** hn_report_get_counted: the exposure, in tenths, without what is accepted */
guint hn_report_get_counted (const HnReport *self);

/** hn_report_find_accepted: (nullable) (transfer none): what check @index is accepted by; nothing
 * for one that has nothing against the service */
const HnAccepted *hn_report_find_accepted (const HnReport *self, guint index);

/* What is told of one check. */
typedef struct
{
  int passed;              /* as of hn_finding_passed() */
  HnDirectiveId directive; /* that it is told by: of a check of two the one that says something */
  char *value;             /* what stands now for it */
  char *source;            /* where that comes from, for a person */
  char *share;             /* "0.2"; "" where there is none */
  char *meaning;           /* what the outcome means, a sentence */
} HnReportRow;

/** hn_report_read_row: (transfer full): of check @index */
HnReportRow hn_report_read_row (const HnReport *self, guint index);
void hn_report_row_clear (HnReportRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HnReportRow, hn_report_row_clear)

/**
 * hn_report_list_new_warnings:
 * @before: (nullable)
 *
 * Returns: (transfer container) (element-type HnWarning): the warnings of @self that @before does
 *   not have, each with its true place; they are those of @self
 */
GPtrArray *hn_report_list_new_warnings (const HnReport *self, const HnReport *before);

/** hn_exposure_write_json: the members that list and show have in common, into an open object */
void hn_exposure_write_json (const char *unit, guint exposure, HnLevel level, HnJsonOut *out);

/** hn_report_write_json: the whole object that show gives, called @name where it is a member;
 * @explain: with what settings may break */
void
hn_report_write_json (const char *name, const HnReport *self, gboolean explain, HnJsonOut *out);

/** hn_warnings_write_json: the array "warnings", into an open object */
void hn_warnings_write_json (GPtrArray *warnings, HnJsonOut *out);

/** hn_report_append_text: what show prints for a person; @explain: with what settings may break */
void hn_report_append_text (const HnReport *self,
                            gboolean explain,
                            const HnTerminal *terminal,
                            GString *text);

/** hn_report_append_exposure: "web.service: 9.6 UNSAFE", or for a @before (nullable) that too */
void hn_report_append_exposure (const HnReport *self,
                                const HnReport *before,
                                const HnTerminal *terminal,
                                GString *text);

/** hn_report_append_comparison: both exposures, and the checks that differ in a table below */
void hn_report_append_comparison (const HnReport *self,
                                  const HnReport *before,
                                  const HnTerminal *terminal,
                                  GString *text);

/** hn_drop_in_append_text: the text of Hardnut's drop-in of @unit, below a heading */
void hn_drop_in_append_text (const char *unit,
                             const char *drop_in,
                             const HnTerminal *terminal,
                             GString *text);

void hn_warnings_append_text (GPtrArray *warnings, const HnTerminal *terminal, GString *text);

G_END_DECLS
