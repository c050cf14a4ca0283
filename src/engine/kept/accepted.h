/* What somebody has accepted with a reason: a check of a service, a whole service, or a check
 * everywhere. It stays visible, and is left out of counts, advice and thresholds until the day on
 * which somebody wants to look at it again. The exposure itself never changes by it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/assessment.h"

G_BEGIN_DECLS

#define HN_ACCEPTED_ERROR (hn_accepted_error_quark ())
GQuark hn_accepted_error_quark (void);

typedef enum
{
  HN_ACCEPTED_ERROR_FILE, /* the message names the file */
  HN_ACCEPTED_ERROR_UNIT,
  HN_ACCEPTED_ERROR_CHECK,
  HN_ACCEPTED_ERROR_UNTIL,
  HN_ACCEPTED_ERROR_NOTE,
} HnAcceptedError;

/* In characters. */
#define HN_ACCEPTED_MAX_NOTE 500

/* That are written for everybody. */
#define HN_ACCEPTED_MAX_FILES 1000

/* For a whole service. */
#define HN_ACCEPTED_ALL_CHECKS (-1)

typedef struct
{
  char *unit;  /* (nullable): NULL for a check everywhere */
  int check;   /* its index, or HN_ACCEPTED_ALL_CHECKS */
  char *until; /* "2027-05-01", the day from which on it counts again */
  char *note;  /* why, for a person */
  char *path;  /* (nullable): of its file */
  gboolean everybody;
} HnAccepted;

/**
 * hn_accepted_new:
 * @unit: the name of a service; "" for everywhere
 * @check: as in a policy, "PrivateTmp", or as it is printed, "PrivateTmp="; "" for the whole
 * service
 * @until: a day, as YYYY-MM-DD
 * @note: any bytes
 * @error: return location; %HN_ACCEPTED_ERROR
 *
 * Returns: (transfer full) (nullable): %NULL where any of it makes no sense, which goes for a whole
 *   service everywhere, too
 */
HnAccepted *hn_accepted_new (
    const char *unit, const char *check, const char *until, const char *note, GError **error);

/** hn_accepted_check_day: that it does not count again at once; @today: as YYYY-MM-DD */
gboolean hn_accepted_check_day (const HnAccepted *self, const char *today, GError **error);

HnAccepted *hn_accepted_copy (const HnAccepted *self); /* (transfer full) */
void hn_accepted_free (HnAccepted *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnAccepted, hn_accepted_free)

/**
 * hn_accepted_parse:
 * @path: of the file, for messages
 * @text: any bytes
 * @length: of @text
 * @error: return location; %HN_ACCEPTED_ERROR
 *
 * Returns: (transfer full) (nullable): what hn_accepted_to_text() wrote, or somebody by hand
 */
HnAccepted *hn_accepted_parse (const char *path, const char *text, gsize length, GError **error);

/** hn_accepted_to_text: (transfer full): the content of its file */
char *hn_accepted_to_text (const HnAccepted *self);

/**
 * hn_accepted_dup_file_name:
 * @unit: (nullable)
 *
 * Returns: (transfer full): the one name for what is accepted, so that a second one takes the place
 *   of the first
 */
char *hn_accepted_dup_file_name (const char *unit, int check);

/**
 * hn_accepted_find:
 * @all: (element-type HnAccepted)
 * @check: an index, or %HN_ACCEPTED_ALL_CHECKS
 * @today: as YYYY-MM-DD
 *
 * What is said of the service itself counts more than what is said of all, and one's own view more
 * than everybody's.
 *
 * Returns: (transfer none) (nullable): what @check of @unit is accepted by today
 */
const HnAccepted *hn_accepted_find (GPtrArray *all, const char *unit, int check, const char *today);

/**
 * hn_accepted_get_exposure:
 * @all: (element-type HnAccepted)
 *
 * Returns: in tenths: what is left of the exposure of @unit without what is accepted today, by
 * which thresholds and counts go
 */
guint hn_accepted_get_exposure (GPtrArray *all,
                                const char *unit,
                                const char *today,
                                const HnAssessment *assessment);

G_END_DECLS
