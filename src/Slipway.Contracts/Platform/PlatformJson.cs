using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Generated serialisation of what clients and the platform say to each other; unknown members are rejected.</summary>
[JsonSourceGenerationOptions(
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(Organization))]
[JsonSerializable(typeof(NewOrganization))]
[JsonSerializable(typeof(OrganizationQuota))]
[JsonSerializable(typeof(OrganizationPage))]
[JsonSerializable(typeof(MemberRoleChange))]
[JsonSerializable(typeof(MemberPage))]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(CreatedUser))]
[JsonSerializable(typeof(UserPage))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(CreatedToken))]
[JsonSerializable(typeof(TokenPage))]
[JsonSerializable(typeof(Retention))]
[JsonSerializable(typeof(Repository))]
[JsonSerializable(typeof(RepositoryPage))]
[JsonSerializable(typeof(Me))]
public sealed partial class PlatformJson : JsonSerializerContext;
