using System.Text.Json.Serialization;
using Slipway.Oci.Copies;

namespace Slipway.Cli.Commands.Copies;

/// <summary>What <c>slipway push</c> and <c>slipway image copy</c> print with <c>--format json</c>.</summary>
/// <param name="Reference">The destination's full name.</param>
/// <param name="Digest">What it means now.</param>
/// <param name="UploadedBytes">Bytes of blobs sent, or written to a layout.</param>
/// <param name="MountedBytes">Bytes that the registry took over from another of its repositories.</param>
/// <param name="SkippedBytes">Bytes that were there before.</param>
internal sealed record CopiedReport(string Reference, string Digest, string MediaType, long UploadedBytes, long MountedBytes, long SkippedBytes)
{
    public static CopiedReport Of(CopyReport report) =>
        new(report.Name, report.Digest.ToString(), report.MediaType, report.CopiedBytes, report.MountedBytes, report.SkippedBytes);
}

[JsonSerializable(typeof(CopiedReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class CopiedJson : JsonSerializerContext;
