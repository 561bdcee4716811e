using System.Text.Json.Serialization;

namespace Slipway.Cli.Commands.Doctor;

/// <summary>What <c>slipway doctor --format json</c> prints.</summary>
/// <param name="CanRun">Machines can be started here.</param>
/// <param name="Accelerator"><c>kvm</c> or <c>tcg</c>.</param>
/// <param name="KernelFile">The guest kernel of the next machine; absent before the first was fetched.</param>
/// <param name="Checks">In the order shown.</param>
internal sealed record DoctorReport(bool CanRun, string Accelerator, string? KernelFile, IReadOnlyList<DoctorCheck> Checks);

/// <summary>One thing looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Verdict">Whether it is as it should be.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">How to mend it; absent where nothing is to be done.</param>
internal sealed record DoctorCheck(string Name, DoctorVerdict Verdict, string Found, string? Advice = null);

/// <summary>What a finding means.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DoctorVerdict>))]
internal enum DoctorVerdict
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Machines run, but slower or with less.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>No machine runs.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,
}

[JsonSerializable(typeof(DoctorReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
internal sealed partial class DoctorJson : JsonSerializerContext;
