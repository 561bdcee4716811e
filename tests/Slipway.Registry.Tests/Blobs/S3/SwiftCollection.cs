namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>Tests that share one Swift, one after the other and after all others: one of them counts what the process allocates.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SwiftCollection : ICollectionFixture<SwiftServer>
{
    public const string Name = "swift";
}
