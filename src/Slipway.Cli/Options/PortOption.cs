using System.CommandLine;

namespace Slipway.Cli.Options;

/// <summary><c>-p</c>, <c>--publish</c>.</summary>
internal static class PortOption
{
    public static Option<PortPublication[]> Create() => new("--publish", "-p")
    {
        Description = "Let a port of this host, on 127.0.0.1 unless said, lead to a port of the machine",
        HelpName = "[ADDRESS:]PORT:GUEST[/tcp|/udp]",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var ports = new List<PortPublication>();
            foreach (var token in result.Tokens)
            {
                if (PortPublication.Parse(token.Value, out var fault) is { } port)
                    ports.Add(port);
                else
                    result.AddError($"--publish '{token.Value}': {fault}.");
            }

            return [.. ports];
        },
    };
}
