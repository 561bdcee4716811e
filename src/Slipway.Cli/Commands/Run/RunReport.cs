using System.Text.Json.Serialization;

namespace Slipway.Cli.Commands.Run;

/// <summary>What <c>slipway run --format json</c> says at the end, on standard error.</summary>
/// <param name="Image">The image's full name; absent when it was not found.</param>
/// <param name="Digest">The manifest's digest.</param>
/// <param name="Machine">The machine's id; absent when none was made.</param>
/// <param name="Vmm">What ran it, <c>firecracker</c> or <c>qemu</c>; absent when nothing did.</param>
/// <param name="Jail">What confined that: <c>jailer</c>, <c>slipway</c> or <c>none</c>.</param>
/// <param name="Start"><c>boot</c>, <c>template</c>, <c>template, just made</c>, or <c>resume</c>; absent when no machine ran.</param>
/// <param name="BootReason">Why it was a boot where it might have been a template.</param>
/// <param name="ExitCode">What this process exits with.</param>
/// <param name="OomKilled">Memory ran out.</param>
/// <param name="Error">Why the program did not run or not end by itself; absent when it did.</param>
/// <param name="ConsoleFile">Where the guest's console was kept, if it was.</param>
/// <param name="Milliseconds">Where the time went.</param>
internal sealed record RunReport(
    string? Image,
    string? Digest,
    string? Machine,
    string? Vmm,
    string? Jail,
    string? Start,
    string? BootReason,
    int ExitCode,
    bool OomKilled,
    string? Error,
    string? ConsoleFile,
    IReadOnlyDictionary<string, double> Milliseconds);

[JsonSerializable(typeof(RunReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class RunJson : JsonSerializerContext;
