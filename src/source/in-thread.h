/* Runs something in a thread, so that no object of the main loop is freed there: a GTask that runs
 * in a thread is freed there as often as not, and its source object with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * hn_run_in_thread:
 * @task: (transfer none): returns what @func does; its cancellable and return-on-cancel hold for
 * the thread, too
 * @func: gets a task of its own, with @data and without a source object, and returns a pointer or
 * an error with that
 * @data: (transfer full): no GObject, nor anything that has one
 * @free_result: for what @func returns
 */
void hn_run_in_thread (GTask *task,
                       GTaskThreadFunc func,
                       gpointer data,
                       GDestroyNotify free_data,
                       GDestroyNotify free_result);

G_END_DECLS
