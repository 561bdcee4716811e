namespace Slipway.Daemon.Tests.Clients;

/// <summary>Our own <c>slipway</c>, as built beside the test program; it copies images without a store of its own.</summary>
public sealed class Slipway : ImageClient
{
    private readonly Dictionary<string, string> _names = [];

    private static string Program => Path.Combine(AppContext.BaseDirectory, "../../Slipway.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "slipway");

    /// <summary>A path in the home of its user.</summary>
    public string this[string name] => Home[name];

    public override Task StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not built");
        return Task.CompletedTask;
    }

    public override Task<ClientResult> LoginAsync(string registry, string token) =>
        Home.RunWithInputAsync(token, Program, "auth", "login", $"http://{registry}", "--token-stdin");

    public override Task<ClientResult> PullAsync(string reference) => RunAsync("image", "copy", "--all", reference, $"oci:{Home["layout"]}:{reference.Replace('/', '-').Replace(':', '-')}");

    public override async Task<string> DescribeAsync(string reference) => (await PullAsync(reference)).Expect();

    public override Task TagAsync(string reference, string other)
    {
        _names[other] = reference;
        return Task.CompletedTask;
    }

    public override async Task<string> PushAsync(string reference) => (await RunAsync("image", "copy", "--all", _names[reference], reference)).Expect();

    /// <summary>Any verb of it, with a data directory of its own.</summary>
    public Task<ClientResult> RunAsync(params string[] arguments) => Home.RunAsync(Program, ["--data-dir", Home["data"], .. arguments]);
}
