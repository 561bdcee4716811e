using Slipway.Images.Content;

namespace Slipway.Images.Snapshots;

/// <summary>What is asked of a snapshot.</summary>
/// <param name="Directory">In whose filesystem lies what the machine writes; exists.</param>
/// <param name="WritableBytes">How much the machine may write, beside what the image takes.</param>
/// <param name="Moment">When what no layer describes was made, as the machine's programs see it.</param>
public sealed record SnapshotConfig(string Directory, long WritableBytes, DateTimeOffset Moment)
{
    /// <summary>There is no room for what the machine writes.</summary>
    internal ImageException NoRoomFor(long neededBytes, Exception cause) => NoRoom.For("the machine's disk", Path.Combine(Directory, "disk"), neededBytes, cause);
}
