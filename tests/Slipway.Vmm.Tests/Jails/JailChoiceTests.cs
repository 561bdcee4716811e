using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Jails;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>Which jail is taken. As root; skipped otherwise.</summary>
public sealed class JailChoiceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public JailChoiceTests() => TestJail.Require();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Decide_JailerBesideFirecracker_IsTaken()
    {
        var program = Programs("firecracker", "jailer");

        var decision = JailChoice.Decide(program, null);

        Assert.Equal((JailKind.Jailer, _directory["jailer"]), (decision.Kind, decision.Jailer));
    }

    [Fact]
    public void Decide_JailerIsConfigured_IsTakenBeforeTheOneBeside()
    {
        var program = Programs("firecracker", "jailer", "other");

        Assert.Equal(_directory["other"], JailChoice.Decide(program, _directory["other"]).Jailer);
    }

    [Fact]
    public void Decide_ConfiguredJailerIsNotThere_SaysWhatRunsUnconfined()
    {
        var program = Programs("firecracker", "jailer");

        var decision = JailChoice.Decide(program, _directory["missing"]);

        Assert.Equal(JailKind.None, decision.Kind);
        Assert.StartsWith("Firecracker runs as root behind its system call filter only", Assert.Single(decision.Missing), StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_Qemu_IsConfinedByUs() => Assert.Equal(JailKind.Slipway, JailChoice.Decide(null, null).Kind);

    private FirecrackerProgram Programs(params string[] names)
    {
        foreach (var name in names)
            File.WriteAllText(_directory[name], "");
        return new FirecrackerProgram(_directory["firecracker"]);
    }
}
