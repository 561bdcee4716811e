using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway version</c>: which Slipway this is, and for which machine it was built.</summary>
internal static class VersionCommand
{
    public static Command Create(CommandContext context)
    {
        var format = OutputFormatOption.Create();
        var command = new Command("version", "Print the version of Slipway") { format };
        command.SetAction(parsed => Print(context.Out, parsed.GetValue(format)));
        return command;
    }

    private static int Print(TextWriter output, OutputFormat format)
    {
        var version = Current();
        output.WriteLine(format == OutputFormat.Json
            ? JsonSerializer.Serialize(version, VersionJson.Default.VersionReport)
            : $"slipway {version.Version} {version.Platform}");
        return ExitCode.Success;
    }

    private static VersionReport Current()
    {
        var informational = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        return new VersionReport(informational.InformationalVersion, $"linux/{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}");
    }
}
