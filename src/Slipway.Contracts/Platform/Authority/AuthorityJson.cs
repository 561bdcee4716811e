using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Generated serialisation of what a registry and the platform say to each other; unknown members are rejected.</summary>
[JsonSourceGenerationOptions(
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AuthenticateQuestion))]
[JsonSerializable(typeof(CallerQuestion))]
[JsonSerializable(typeof(CallerAnswer))]
[JsonSerializable(typeof(PushQuestion))]
[JsonSerializable(typeof(PushAnswer))]
[JsonSerializable(typeof(RetentionQuestion))]
[JsonSerializable(typeof(Retention))]
[JsonSerializable(typeof(OrganizationQuestion))]
[JsonSerializable(typeof(OrganizationAnswer))]
public sealed partial class AuthorityJson : JsonSerializerContext;
