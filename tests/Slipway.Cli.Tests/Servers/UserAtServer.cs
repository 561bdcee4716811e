using Slipway.Platform.Tests;

namespace Slipway.Cli.Tests.Servers;

/// <summary>Somebody with a home of their own who runs <c>slipway</c> against a real server.</summary>
internal sealed class UserAtServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _home = new();

    public required PlatformHost Server { get; init; }

    /// <summary>The environment beside HOME.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string Url => Server.Address.ToString().TrimEnd('/');

    public string Home => _home.Path;

    public string ConfigFile => Path.Combine(Home, ".config/slipway/config.json");

    public static async Task<UserAtServer> StartAsync() => new() { Server = await PlatformHost.StartAsync() };

    /// <summary>Starts with the administrator's login.</summary>
    public static async Task<UserAtServer> LogInAsync()
    {
        var user = await StartAsync();
        var (code, _, error) = await user.PipeAsync(user.Server.Admin.Token, "auth", "login", user.Url, "--token-stdin");
        Assert.True(code == 0, error);
        return user;
    }

    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(input: null, typed: false, arguments);

    public Task<(int Code, string Output, string Error)> PipeAsync(string input, params string[] arguments) => RunAsync(input, typed: false, arguments);

    public Task<(int Code, string Output, string Error)> TypeAsync(string input, params string[] arguments) => RunAsync(input, typed: true, arguments);

    /// <summary>Runs and expects success; returns what was printed, without the last line break.</summary>
    public async Task<string> PrintAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == 0, error);
        return output.TrimEnd('\n');
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _home.Dispose();
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string? input, bool typed, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var reader = new StringReader(input ?? "");
        var context = new CommandContext(output, error, TimeProvider.System)
        {
            In = reader,
            IsInputTerminal = typed,
            Variable = name => name == "HOME" ? Home : Variables.GetValueOrDefault(name),
        };
        var code = await SlipwayCommand.RunAsync(arguments, context, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
