using CsCheck;

namespace Slipway.Images.Tests.Store;

/// <summary>Random interleavings of pulls, leases, removals and collections, against a model of what may and what must be gone.</summary>
[Collection(AloneCollection.Name)]
public sealed class CollectionModelTests
{
    private const int Interleavings = 40;

    [Fact]
    public Task Store_AnyInterleaving_RemovesWhatNobodyHoldsAndNothingElse() =>
        Gen.Select(Gen.Enum<StoreModel.Step>(), Gen.Int[0, StoreModel.ImageCount - 1]).Array[1, 25].SampleAsync(
            async steps =>
            {
                await using var model = new StoreModel();
                foreach (var (step, image) in steps)
                    await model.DoAsync(step, image);
            },
            iter: Interleavings,
            threads: 1);
}
