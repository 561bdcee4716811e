namespace Slipway.Images.Tests.Store;

/// <summary>What this program does when a test starts it again: one process of several that share a store.</summary>
internal static class StoreChild
{
    public const string Verb = "store-child";
    public const string Name = "registry.example/app:latest";

    /// <summary>Acquires an image and prints how many of its blobs it asked for.</summary>
    public static async Task<int> RunAsync(string directory)
    {
        var source = new FakeSource(Name, FakeImage.Create(10));
        using var lease = await TestStore.Open(directory, TimeProvider.System).AcquireAsync(
            source, FakeImage.Amd64, PullPolicy.Missing, new ProgressLog(), CancellationToken.None);
        Console.WriteLine(source.Opened.Count);
        return 0;
    }
}
