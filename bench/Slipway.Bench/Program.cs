using Slipway.Bench.Boot;

// usage: Slipway.Bench NAME ROOT, started by ./dev bench NAME, which prepares what the bench needs.
if (args is not [var name, var root])
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
switch (name)
{
    case "boot":
        await BootBench.RunAsync(root, stop.Token);
        return 0;
    default:
        Console.Error.WriteLine($"there is no bench named '{name}'; there are: boot");
        return 2;
}
