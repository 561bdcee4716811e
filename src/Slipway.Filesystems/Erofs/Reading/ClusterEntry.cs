using Slipway.Filesystems.Erofs.Layout;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>One entry of an index; fields as drawn at <see cref="ClusterIndex"/>.</summary>
/// <param name="Offset">Of a head: where in its 4096 bytes the data begins.</param>
/// <param name="Block">Of a head.</param>
/// <param name="Distance">Of others: to the head, or the number of blocks with its flag.</param>
internal readonly record struct ClusterEntry(ushort Type, ushort Offset, uint Block, ushort Distance)
{
    public bool IsHead => Type != ClusterIndex.Other;
}
