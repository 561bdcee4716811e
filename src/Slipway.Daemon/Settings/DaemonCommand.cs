using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using Slipway.Daemon.Listening;
using Slipway.Host;

namespace Slipway.Daemon.Settings;

/// <summary>The command line of <c>slipwayd</c>. Every option may also stand in the file that <c>--config</c> names.</summary>
internal sealed partial class DaemonCommand
{
    private const int Misused = 2;

    private readonly Option<FileInfo?> _config = new(ConfigurationFile.Option) { Description = "JSON file with options: {\"listen\": [\"https://*:443\"]}", HelpName = "FILE" };
    private readonly Option<DirectoryInfo?> _data = new("--data-dir") { Description = $"Where everything is kept ({DataDirectory.Variable})", HelpName = "DIR" };
    private readonly Option<Roles> _roles = new("--roles")
    {
        Description = "What this server does: registry, platform, host; all of it unless said",
        HelpName = "ROLE,…",
        CustomParser = ParseRoles,
        DefaultValueFactory = _ => Roles.All,
    };

    private readonly Option<ListenAddress[]> _listen = new("--listen")
    {
        Description = "Where clients connect; may be given several times",
        HelpName = "URL",
        CustomParser = result => [.. result.Tokens.Select(token => ParseAddress(result, token.Value)!)],
        DefaultValueFactory = _ => [new ListenAddress(false, System.Net.IPAddress.Loopback, 5000)],
    };

    private readonly Option<string> _admin = new("--admin-listen")
    {
        Description = "Where /healthz, /readyz and /metrics are served, or off",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:5001",
    };

    private readonly Option<Uri?> _publicUrl = new("--public-url")
    {
        Description = "How clients spell this server, when it stands behind a proxy",
        HelpName = "URL",
        CustomParser = ParseUrl,
    };

    private readonly Option<FileInfo?> _certificate = new("--tls-cert") { Description = "Certificate chain for https addresses, PEM; read again when it changes", HelpName = "FILE" };
    private readonly Option<FileInfo?> _key = new("--tls-key") { Description = "Its key, PEM", HelpName = "FILE" };
    private readonly Option<bool> _plain = new("--allow-plain-http") { Description = "Listen without TLS on addresses that other machines reach (behind a proxy)" };
    private readonly Option<bool> _jsonLogs = new("--json-logs") { Description = "Log one JSON object a line" };

    /// <summary>Serves until a signal ends it. The exit code is <see cref="Misused"/> for options that make no sense, 1 when it cannot start.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter error)
    {
        var root = Create(error);
        try
        {
            var parsed = root.Parse(ConfigurationFile.Expand(arguments, [.. root.Options.Select(option => option.Name)]));
            if (parsed.Action is not ParseErrorAction)
                return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Timeout.InfiniteTimeSpan }); // the server bounds it itself
            foreach (var fault in parsed.Errors)
                await error.WriteLineAsync($"slipwayd: {fault.Message}");
        }
        catch (ConfigurationException e)
        {
            await error.WriteLineAsync($"slipwayd: {e.Message}");
        }

        await error.WriteLineAsync("slipwayd --help lists the options.");
        return Misused;
    }

    private static RootCommand Create(TextWriter error)
    {
        var command = new DaemonCommand();
        var root = new RootCommand("Serves Slipway's registry and platform.");
        foreach (var option in command.Options())
            root.Options.Add(option);
        root.SetAction((parsed, cancellationToken) => command.RunAsync(parsed, error, cancellationToken));
        return root;
    }

    private IEnumerable<Option> Options() =>
    [
        _config, _data, _roles, _listen, _admin, _publicUrl, _certificate, _key, _plain, _jsonLogs, .. RegistryOptions(), .. PlatformOptions(), .. HostOptions(),
    ];

    private async Task<int> RunAsync(ParseResult parsed, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await DaemonServer.StartAsync(Read(parsed), error, cancellationToken);
            await server.WaitAsync(cancellationToken);
            return 0;
        }
        catch (Exception e) when (StartFailure.Sentence(e) is { } sentence)
        {
            await error.WriteLineAsync($"slipwayd: {sentence}");
            return e is ConfigurationException ? Misused : 1;
        }
    }

    /// <summary>What was asked for, checked as a whole.</summary>
    /// <exception cref="ConfigurationException">Two options contradict each other.</exception>
    private DaemonOptions Read(ParseResult parsed)
    {
        var listen = parsed.GetValue(_listen)!;
        var admin = ReadAdmin(parsed.GetValue(_admin)!);
        var certificate = CertificateOf(parsed);
        var all = admin is null ? listen : [.. listen, admin];
        if (certificate is null && all.FirstOrDefault(address => address.IsTls) is { } tls)
            throw new ConfigurationException($"{tls} needs a certificate: give --tls-cert and --tls-key.");
        if (!parsed.GetValue(_plain) && all.FirstOrDefault(address => !address.IsTls && !ListenerSetup.IsLocal(address)) is { } open)
            throw new ConfigurationException($"{open} would take tokens without TLS from other machines: use https with --tls-cert and --tls-key, or --allow-plain-http behind a proxy that has TLS.");
        return new DaemonOptions(
            parsed.GetValue(_roles), DataDirectory.Resolve(parsed.GetValue(_data)?.FullName), listen, admin, parsed.GetValue(_publicUrl), certificate, parsed.GetValue(_jsonLogs),
            ReadRegistry(parsed), ReadPlatform(parsed), ReadHost(parsed));
    }

    private static ListenAddress? ReadAdmin(string text)
    {
        if (text == "off")
            return null;
        return ListenAddress.Parse(text, out var address) is { } fault ? throw new ConfigurationException(fault + ".") : address;
    }

    private CertificatePaths? CertificateOf(ParseResult parsed) => (parsed.GetValue(_certificate), parsed.GetValue(_key)) switch
    {
        (null, null) => null,
        ({ Exists: false } chain, { }) => throw new ConfigurationException($"--tls-cert: there is no file {chain}."),
        ({ }, { Exists: false } key) => throw new ConfigurationException($"--tls-key: there is no file {key}."),
        ({ } chain, { } key) => new CertificatePaths(chain.FullName, key.FullName),
        _ => throw new ConfigurationException("--tls-cert and --tls-key are only of use together."),
    };

    private static Roles ParseRoles(ArgumentResult result)
    {
        var roles = Roles.None;
        foreach (var name in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            switch (name)
            {
                case "registry": roles |= Roles.Registry; break;
                case "platform": roles |= Roles.Platform; break;
                case "host": roles |= Roles.Host; break;
                default: result.AddError($"--roles: '{name}' is none of registry, platform, host."); break;
            }
        }

        return roles;
    }

    private static ListenAddress? ParseAddress(ArgumentResult result, string text)
    {
        if (ListenAddress.Parse(text, out var address) is { } fault)
            result.AddError(fault + ".");
        return address;
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.AbsolutePath == "/")
            return url;
        result.AddError($"'{text}' is no address of a server; write https://registry.example.com.");
        return null;
    }

    private static Option<TimeSpan> Duration(string name, string description, TimeSpan standard) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = ParseDuration,
        DefaultValueFactory = _ => standard,
    };

    private static TimeSpan ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var unit = digits > 0 ? text[digits..] switch { "ms" => 1, "s" => 1000, "m" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => 0 } : 0;
        if (unit > 0 && int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return TimeSpan.FromMilliseconds((long)number * unit);
        result.AddError($"'{text}' is no duration; write 500ms, 30s, 15m, 24h or 7d.");
        return default;
    }
}
