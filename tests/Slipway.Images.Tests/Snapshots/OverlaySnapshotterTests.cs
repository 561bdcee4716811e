using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Snapshots;

[Collection(AloneCollection.Name)]
public sealed class OverlaySnapshotterTests : SnapshotterTests
{
    protected override string Kind => "ext4";

    protected override ISnapshotter Create(ImageStore store) => new OverlaySnapshotter();
}
