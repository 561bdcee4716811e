using Slipway.Filesystems;

namespace Slipway.Images.Rootfs;

/// <summary>What overlayfs shows by a path.</summary>
/// <param name="Layer">The topmost layer that has it, counted from the lowest.</param>
/// <param name="Inode">Its inode there.</param>
/// <param name="Type">What it is.</param>
/// <param name="Merged">Of a directory, all that are shown as one, topmost first; of anything else itself.</param>
internal sealed record OverlayEntry(int Layer, Inode Inode, InodeType Type, IReadOnlyList<(int Layer, Inode Inode)> Merged);
