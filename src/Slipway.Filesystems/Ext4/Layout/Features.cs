namespace Slipway.Filesystems.Ext4.Layout;

/// <summary>
/// The feature bits chosen by name, never by a tool's defaults: every kernel from 5.10 mounts them read-write and e2fsprogs 1.43 knows
/// all of them. Left out on purpose: has_journal (images are rebuilt, not recovered), 64bit (16 TiB are enough), orphan_file and
/// metadata_csum_seed (older e2fsck refuses the first).
/// </summary>
internal static class Features
{
    public const uint CompatHasJournal = 0x4;
    public const uint CompatExtendedAttributes = 0x8;
    public const uint CompatDirectoryIndex = 0x20;

    public const uint IncompatFileType = 0x2;
    public const uint IncompatExtents = 0x40;
    public const uint IncompatFlexibleGroups = 0x200;

    public const uint ReadOnlySparseSuper = 0x1;
    public const uint ReadOnlyLargeFile = 0x2;
    public const uint ReadOnlyHugeFile = 0x8;
    public const uint ReadOnlyDirectoryLinks = 0x20;
    public const uint ReadOnlyExtraInodeSize = 0x40;
    public const uint ReadOnlyMetadataChecksums = 0x400;

    public const uint Compat = CompatExtendedAttributes | CompatDirectoryIndex;

    public const uint Incompat = IncompatFileType | IncompatExtents | IncompatFlexibleGroups;

    public const uint ReadOnly = ReadOnlySparseSuper | ReadOnlyLargeFile | ReadOnlyHugeFile | ReadOnlyDirectoryLinks
        | ReadOnlyExtraInodeSize | ReadOnlyMetadataChecksums;
}
