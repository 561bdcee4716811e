using Slipway.Bench;
using Slipway.Bench.Boot;
using Slipway.Bench.Convert;
using Slipway.Bench.Images;
using Slipway.Bench.Init;
using Slipway.Bench.Registry;
using Slipway.Bench.Startup;

// usage: Slipway.Bench NAME ROOT [ROWS or ROUNDS], started by ./dev bench NAME, which prepares what the bench needs.
if (args is not [var name, var root, .. { Length: <= 1 } rest])
{
    Console.Error.WriteLine("usage: ./dev bench NAME");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
Func<string, CancellationToken, Task>? bench = name switch
{
    "boot" => BootBench.RunAsync,
    "convert" => ConvertBench.RunAsync,
    "images" => (root, token) => ImagesBench.RunAsync(root, rest.FirstOrDefault(), token),
    "init" => InitBench.RunAsync,
    "registry" => (root, token) => RegistryBench.RunAsync(root, rest.FirstOrDefault(), token),
    "registry-memory" => RegistryMemoryBench.RunAsync,
    "rootfs" => RootfsAsync,
    "startup" => StartupBench.RunAsync,
    "vmms" => VmmBench.RunAsync,
    _ => null,
};
if (bench is null)
{
    Console.Error.WriteLine($"there is no bench named '{name}'; there are boot, convert, images, init, registry, registry-memory, rootfs, startup and vmms");
    return 2;
}

await bench(root, stop.Token);
return 0;

static async Task RootfsAsync(string root, CancellationToken token)
{
    var directory = Directory.CreateDirectory(Path.Combine(root, "artifacts/bench")).FullName;
    string[] images = ["layers", "large"];
    var table = await RootfsBench.RunAsync([.. images.Select(image => Path.Combine(root, "artifacts/test-images", image))], directory, token);
    await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "rootfs", table, token);
}
