using System.Text.Json.Serialization;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Servers;

/// <summary>What the verbs print with <c>--format json</c>: the documents of the platform's API under the same names.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(IReadOnlyList<Organization>))]
[JsonSerializable(typeof(Organization))]
[JsonSerializable(typeof(IReadOnlyList<Member>))]
[JsonSerializable(typeof(IReadOnlyList<User>))]
[JsonSerializable(typeof(CreatedUser))]
[JsonSerializable(typeof(IReadOnlyList<Token>))]
[JsonSerializable(typeof(CreatedToken))]
[JsonSerializable(typeof(IReadOnlyList<Repository>))]
[JsonSerializable(typeof(Repository))]
internal sealed partial class ServerReports : JsonSerializerContext;
