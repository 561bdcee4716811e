using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Snapshots;

[Collection(AloneCollection.Name)]
public sealed class ReflinkOnBtrfsTests : SnapshotterTests
{
    protected override string Kind => "btrfs";

    protected override ISnapshotter Create(ImageStore store) => new ReflinkSnapshotter(store);
}
