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
    "startup" => StartupBench.RunAsync,
    "vmms" => VmmBench.RunAsync,
    _ => null,
};
if (bench is null)
{
    Console.Error.WriteLine($"there is no bench named '{name}'; there are boot, convert, images, init, registry, registry-memory, startup and vmms");
    return 2;
}

await bench(root, stop.Token);
return 0;
