/* What Hardnut's drop-in of a service was, state by state: who kept which lines when. A file for
 * each service, that everybody may read; nothing but the lines stands in it, and who churns pushes
 * out nobody's states but their own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"

G_BEGIN_DECLS

/* Whoever kept it: nobody that Hardnut knows, which the first state has, from before. */
#define HN_HISTORY_NOBODY G_MAXUINT32

/* For one service: states of one user, and how many bytes they take; users besides the owner of the
 * services, who always has room. */
#define HN_HISTORY_STATES 16
#define HN_HISTORY_BYTES (256 * 1024)
#define HN_HISTORY_USERS 15

/* A file is never larger. */
#define HN_HISTORY_MAX_FILE (8 * 1024 * 1024)

/* Services that have one; beyond these only the owner of the services adds another. */
#define HN_HISTORY_MAX_FILES 4096

typedef struct
{
  gint64 when; /* in seconds since 1970; 0 for what was there before the first kept change */
  guint32 uid; /* or HN_HISTORY_NOBODY */
  gboolean incomplete; /* it had more than these lines: a file by hand, or one that not everybody
                        * could read */
  GPtrArray *lines;    /* of char *: "PrivateTmp=yes"; empty where there was no drop-in */
} HnHistoryState;

HnHistoryState *hn_history_state_new (gint64 when, guint32 uid);
void hn_history_state_free (HnHistoryState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnHistoryState, hn_history_state_free)

/** hn_history_state_add: adds the lines of @changes (nullable) (element-type HnChange), in the
 * order that the drop-in has */
void hn_history_state_add (HnHistoryState *self, GPtrArray *changes);

/** hn_history_state_equal: whether both have the same lines in the same order, and nothing else */
gboolean hn_history_state_equal (const HnHistoryState *a, const HnHistoryState *b);

/**
 * hn_history_state_dup_changes:
 * @error: return location; %HN_DROP_IN_ERROR, for lines that Hardnut does not know (any more)
 *
 * Returns: (transfer full) (element-type HnChange) (nullable): its lines, to be tried again; an
 * empty array where there was no drop-in
 */
GPtrArray *hn_history_state_dup_changes (const HnHistoryState *self, GError **error);

/** hn_history_new: (transfer full) (element-type HnHistoryState): no states */
GPtrArray *hn_history_new (void);

/**
 * hn_history_parse:
 * @path: of the file, for messages
 * @text: any bytes
 * @length: of @text
 * @wrong: (element-type char *): gets what is wrong, with file and line
 *
 * Returns: (transfer full) (element-type HnHistoryState): the states that could be read, the oldest
 *   first; one of which some of it could not is incomplete
 */
GPtrArray *hn_history_parse (const char *path, const char *text, gsize length, GPtrArray *wrong);

/** hn_history_to_text: (transfer full): the content of the file */
char *hn_history_to_text (GPtrArray *states);

/**
 * hn_history_add:
 * @states: (element-type HnHistoryState): the oldest first
 * @state: (transfer full): what is kept now
 * @owner: of the services, who always has room
 *
 * Adds a state, and drops the oldest ones of the same user where those are too many. One that says
 * what the last one says already is not added: the same is kept twice after a crash.
 *
 * Returns: whether there was room, or nothing had to be added
 */
gboolean hn_history_add (GPtrArray *states, HnHistoryState *state, guint32 owner);

G_END_DECLS
