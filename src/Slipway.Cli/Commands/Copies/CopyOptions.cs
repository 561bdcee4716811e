using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Options;
using Slipway.Cli.Servers;
using Slipway.Oci;
using Slipway.Oci.Copies;
using Slipway.Oci.Sources;

namespace Slipway.Cli.Commands.Copies;

/// <summary>What <c>push</c> and <c>image copy</c> have in common: the options, and the work.</summary>
internal sealed class CopyOptions
{
    public const string Sources = "A name in a registry, or oci:DIR[:REF], oci-archive:FILE, docker-archive:FILE";

    private readonly Option<bool> _all = new("--all", "-a") { Description = "Everything: an index with the images of all platforms, or an artifact" };
    private readonly Option<Platform> _platform = PlatformOption.Create();
    private readonly Option<OutputFormat> _format = OutputFormatOption.Create();

    private readonly Option<int> _jobs = new("--jobs", "-j")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"Blobs at a time, up to {CopyRequest.MaxJobs}"),
        HelpName = "N",
        DefaultValueFactory = static _ => CopyRequest.DefaultJobs,
    };

    private CopyOptions()
    {
    }

    public static CopyOptions AddTo(Command command)
    {
        var options = new CopyOptions();
        command.Add(options._all);
        command.Add(options._platform);
        command.Add(options._jobs);
        command.Add(options._format);
        options._jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > CopyRequest.MaxJobs)
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--jobs is a number from 1 to {CopyRequest.MaxJobs}."));
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(options._all) && result.GetResult(options._platform) is { Implicit: false })
                result.AddError("--all takes every platform; leave --platform out, or --all.");
        });
        return options;
    }

    /// <summary>Copies, and prints what the destination's name now means.</summary>
    public async Task<int> CopyAsync(CommandContext context, ParseResult parsed, string source, string destination, CancellationToken cancellationToken)
    {
        var platform = parsed.GetValue(_all) ? null : parsed.GetRequiredValue(_platform);
        var request = new CopyRequest(source, destination, platform, parsed.GetValue(_jobs));
        var report = CopiedReport.Of(await CopyAsync(context, request, cancellationToken));
        context.Out.WriteLine(parsed.GetValue(_format) == OutputFormat.Json
            ? JsonSerializer.Serialize(report, CopiedJson.Default.CopiedReport)
            : report.Reference.EndsWith("@" + report.Digest, StringComparison.Ordinal) ? report.Reference : $"{report.Reference}@{report.Digest}");
        return ExitCode.Success;
    }

    /// <summary>Returns with the display ended, so that what is printed next stands below it.</summary>
    private static async Task<CopyReport> CopyAsync(CommandContext context, CopyRequest request, CancellationToken cancellationToken)
    {
        await using var display = new CopyDisplay(context, request.Source, request.Destination);
        return await ImageCopy.RunAsync(request, ImageSourceOptions.Default with { Time = context.Time, OwnToken = ServerConnection.FindToken }, display, cancellationToken);
    }
}
