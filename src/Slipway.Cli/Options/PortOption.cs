using System.CommandLine;
using Slipway.Vmm.Machines;

namespace Slipway.Cli.Options;

/// <summary><c>-p</c>, <c>--publish</c>.</summary>
internal static class PortOption
{
    public static Option<PublishedPort[]> Create() => new("--publish", "-p")
    {
        Description = "Let a port of this host, on 127.0.0.1 unless said, lead to a port of the machine",
        HelpName = "[ADDRESS:]PORT:GUEST[/tcp|/udp]",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var ports = new List<PublishedPort>();
            foreach (var token in result.Tokens)
            {
                if (PortSpelling.Parse(token.Value, out var fault) is { } port)
                    ports.Add(port);
                else
                    result.AddError($"--publish '{token.Value}': {fault}.");
            }

            return [.. ports];
        },
    };
}
