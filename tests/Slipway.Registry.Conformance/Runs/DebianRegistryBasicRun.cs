using Slipway.Registry.Conformance.Targets;
using Slipway.Registry.Conformance.Topics;

namespace Slipway.Registry.Conformance.Runs;

/// <summary>What changes when Debian's docker-registry wants a password.</summary>
public static class DebianRegistryBasicRun
{
    [CollectionDefinition]
    public sealed class Group : ICollectionFixture<DebianRegistryBasicFixture>;

    [Collection<Group>] public sealed class Base(DebianRegistryBasicFixture fixture) : BaseConformance(fixture);
    [Collection<Group>] public sealed class Logins(DebianRegistryBasicFixture fixture) : LoginConformance(fixture);
}
