using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Snapshots;

[Collection(AloneCollection.Name)]
public sealed class LoopSnapshotterTests : SnapshotterTests
{
    protected override string Kind => "ext4";

    // Each runs mkfs and cp.
    protected override int Crowd => 8;

    protected override ISnapshotter Create(ImageStore store) => new LoopSnapshotter(store);
}
