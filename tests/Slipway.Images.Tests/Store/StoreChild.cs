namespace Slipway.Images.Tests.Store;

/// <summary>What this program does when a test starts it again: one process of several that share a store.</summary>
internal sealed class StoreChild : IProgress<ImageProgress>
{
    public const string Verb = "store-child";
    public const string Once = "once";
    public const string Forever = "forever";
    public const string Name = "registry.example/app:latest";
    public const int Seeds = 3;

    public static FakeImage ImageOf(int seed) => FakeImage.Create(seed + 10);

    /// <summary>Prints a line for each step. "once" ends with the number of blobs that were asked for; "forever" acquires and removes until killed.</summary>
    public static async Task<int> RunAsync(string directory, string mode)
    {
        var store = TestStore.Open(directory, TimeProvider.System);
        for (var seed = 0; ; seed = (seed + 1) % Seeds)
        {
            var source = new FakeSource(Name, ImageOf(seed));
            using (var lease = await store.AcquireAsync(
                source, FakeImage.Amd64, mode == Once ? PullPolicy.Missing : PullPolicy.Always, new StoreChild(), CancellationToken.None))
            {
                if (mode == Once)
                {
                    Console.WriteLine(source.Opened.Count);
                    return 0;
                }
            }

            await store.SyncAsync(CancellationToken.None);
            if (seed == Seeds - 1)
                store.Prune(TimeSpan.Zero);
            Console.WriteLine("released");
        }
    }

    public void Report(ImageProgress value) => Console.WriteLine(value.Phase);
}
