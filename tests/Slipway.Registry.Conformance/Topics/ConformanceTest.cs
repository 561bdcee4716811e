using System.Reflection;
using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;
using Xunit.v3;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>
/// What the topics share. A topic is an abstract class of cases that know a registry only by HTTP; a sealed class for each target runs them
/// (<c>Runs/</c>). Every case works in a repository of its own, so that none depends on another.
/// </summary>
public abstract class ConformanceTest(TargetFixture fixture) : IAsyncLifetime
{
    private readonly List<RegistryProbe> _probes = [];
    private RegistryProbe? _probe;

    protected ConformanceTarget Target => fixture.Target;

    /// <summary>Logged in as the target's user.</summary>
    protected RegistryProbe Probe => _probe ??= Login(Target.User);

    /// <summary>The case's own repository; nothing is in it at first.</summary>
    protected string Repository { get; } = NewRepository();

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(fixture.Unavailable is not null, fixture.Unavailable ?? "");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _probes.ForEach(probe => probe.Dispose());
        Record();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A client of its own for a user, or for nobody; gone with the case.</summary>
    protected RegistryProbe Login(Credentials? credentials)
    {
        var probe = new RegistryProbe(Target, credentials);
        _probes.Add(probe);
        return probe;
    }

    /// <summary>The name of a repository that does not exist.</summary>
    protected static string NewRepository() => $"conformance/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    /// <summary>Bytes that no registry has yet.</summary>
    protected static byte[] NewContent(int length = 2048) => RandomNumberGenerator.GetBytes(length);

    /// <summary>Skips the case where the target is declared to lack a feature.</summary>
    protected void Needs(Feature feature) =>
        Assert.SkipWhen(Target.Gaps.ContainsKey(feature), $"{feature}: {Target.Gaps.GetValueOrDefault(feature)}");

    /// <summary>Skips the case where the target is declared to lack a digest algorithm.</summary>
    protected void Needs(string algorithm)
    {
        if (algorithm == Digest.Sha512)
            Needs(Feature.Sha512);
    }

    private void Record()
    {
        var context = TestContext.Current;
        if (context.TestMethod is not IXunitTestMethod method || context.TestState is not { } state)
            return;
        var clause = method.Method.GetCustomAttribute<ClauseAttribute>()
            ?? throw new InvalidOperationException($"{method.MethodName} names no clause: give it a [Clause].");
        var arguments = context.Test!.TestDisplayName is var name && name.IndexOf('(', StringComparison.Ordinal) is > 0 and var start ? name[start..] : "";
        var reason = state.ExceptionMessages?.FirstOrDefault() ?? "";
        var skipped = reason.StartsWith(DynamicSkipToken.Value, StringComparison.Ordinal) || state.Result == TestResult.Skipped;
        var result = skipped ? "skipped" : state.Result == TestResult.Passed ? "passed" : "failed";
        fixture.Report.Add(new CaseResult(clause, method.MethodName + arguments, result, reason.Replace(DynamicSkipToken.Value, "", StringComparison.Ordinal)));
    }
}
