/* Folders that the manager makes, hands over to the service's account, and takes away again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/paths.h"

/* Folders that the manager makes and hands to the service. Below these names others live, whom
 * nobody asked: the manager itself, packages, accounts. */
static gboolean
is_taken_folder (const char *folder)
{
  static const char taken[] =
      "private systemd udev dbus dbus-1 user lock log mount initramfs dpkg apt rpm dnf pacman "
      "polkit-1 pam pam.d sudo sudoers.d ssh ssl security alternatives default init.d cron.d "
      "profile.d ld.so.conf.d modprobe.d modules-load.d sysctl.d tmpfiles.d sysusers.d binfmt.d "
      "kernel hardnut journal credentials netns AccountsService containers";
  g_autofree char *first = g_strndup (folder, strcspn (folder, "/"));

  return hn_is_one_of (first, taken, 0);
}

/* A folder below /run, /var/lib and their like. A second name ("a:b") would be a link that the
 * manager makes as root, and stays out. */
static HnValidity
validate_word (HnInput *input, const char *word)
{
  g_autofree char *path = g_strdup (word);

  if (path[0] == '/' || path[0] == '.' || path[0] == '-' || strpbrk (path, ":\"'\\ ") != NULL ||
      !hn_path_simplify (path) || is_taken_folder (path))
    return hn_input_refuse (input, word);

  hn_input_put_path (input, "", path, "");
  return HN_VALID;
}

/* Whose a folder is that is there already, its name does not tell: any new one may change hands. */
const HnType hn_type_folders = {
  .kind = HN_KIND_PATHS,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate_word = validate_word,
  .is_weaker = hn_words_are_weaker,
};
