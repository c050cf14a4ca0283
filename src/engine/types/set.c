/* Lists of words that are kept as they are written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"

/* Longest names of network interfaces, with the closing NUL, from the kernel's headers. */
#define INTERFACE_NAME_SIZE 16

/* Words of which no more is known. */
const HnType hn_type_words = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = hn_parse_text,
};

/* Bits of a process, of which each line sets all anew. */

/* Bits that let a process keep what it would lose have no strictness; every other one takes
 * something away. */
static gboolean
are_weaker_secure_bits (const HnComparison *pair)
{
  g_autoptr (GPtrArray) old = hn_setting_dup_words (pair->before);
  g_autoptr (GPtrArray) new = hn_setting_dup_words (pair->after);

  for (const HnChoice *bit = pair->row->choices; bit->value != NULL; bit++)
    {
      gboolean was = hn_words_have (old, bit->value);
      gboolean is = hn_words_have (new, bit->value);

      if (bit->strictness == 0 ? is && !was : was && !is)
        return TRUE;
    }

  return FALSE;
}

const HnType hn_type_secure_bits = {
  .kind = HN_KIND_SET,
  .parse = hn_parse_text,
  .validate_word = hn_input_read_choice,
  .is_weaker = are_weaker_secure_bits,
};

/* Kinds of file systems. */

/* The kinds and groups of kinds that systemd knows by name since 250; a kind may be unknown to this
 * kernel all the same, and is then never met. */
static const char file_systems[] =
    "@basic-api @anonymous @application @auxiliary-api @common-block @historical-block @network "
    "@privileged-api @security @temporary @known adfs affs afs anon_inodefs apparmorfs autofs "
    "balloon-kvm bdev binder binfmt_misc bpf btrfs ceph cgroup cgroup2 cifs coda configfs cramfs "
    "dax debugfs devmem devpts dmabuf ecryptfs efivarfs efs erofs exfat ext2 ext3 ext4 f2fs fuse "
    "fuseblk fusectl gfs gfs2 hostfs hpfs hugetlbfs iso9660 jffs2 minix mqueue msdos ncp ncpfs nfs "
    "nfs4 nilfs2 nsfs ocfs2 openpromfs orangefs overlay pipefs ppc-cmm proc pstore pvfs2 qnx4 qnx6 "
    "ramfs resctrl reiserfs secretmem securityfs selinuxfs shiftfs smackfs smb3 smbfs sockfs "
    "squashfs sysfs tmpfs tracefs udf usbdevfs vboxsf vfat v9fs xenfs xfs z3fold zonefs zsmalloc";

static HnValidity
validate_file_system (HnInput *input, const char *word)
{
  return hn_input_take (input, word, hn_is_one_of (word, file_systems, 0));
}

const HnType hn_type_file_systems = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate_word = validate_file_system,
  .inverts = TRUE,
  .is_weaker = hn_text_is_weaker,
};

/* Network interfaces. */

static HnValidity
validate_interface (HnInput *input, const char *word)
{
  gsize length = strlen (word);

  if (length >= INTERFACE_NAME_SIZE || strcmp (word, ".") == 0 || strcmp (word, "..") == 0 ||
      strcmp (word, "all") == 0 || strcmp (word, "default") == 0 ||
      strspn (word, "0123456789") == length)
    return hn_input_refuse (input, word);
  for (const char *p = word; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("._-@+", *p) == NULL)
      return hn_input_refuse (input, word);

  hn_input_put (input, word);
  return HN_VALID;
}

const HnType hn_type_interfaces = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate_word = validate_interface,
  .inverts = TRUE,
  .is_weaker = hn_text_is_weaker,
};

/* What a crash leaves on disk. */

static HnValidity
validate_dump_part (HnInput *input, const char *word)
{
  static const char parts[] =
      "all default private-anonymous shared-anonymous private-file-backed shared-file-backed "
      "elf-headers private-huge shared-huge private-dax shared-dax";

  return hn_input_take (input, word, hn_is_one_of (word, parts, 0));
}

/* It may be secret. */
static gboolean
are_weaker_dump_parts (const HnComparison *pair)
{
  /* The kernel's own choice. */
  static const HnSetting unset = {
    .text = (char *) "default private-anonymous shared-anonymous elf-headers private-huge"
  };
  g_autoptr (GPtrArray) old =
      hn_setting_dup_words (pair->before->text != NULL ? pair->before : &unset);
  g_autoptr (GPtrArray) new = hn_setting_dup_words (pair->after);

  if (new->len == 0)
    g_ptr_array_add (new, g_strdup ("default"));

  return !hn_words_have (old, "all") && hn_words_lack (old, new);
}

const HnType hn_type_dump_parts = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate_word = validate_dump_part,
  .is_weaker = are_weaker_dump_parts,
};
