namespace Slipway.Daemon.Operations;

/// <summary>Whether this server can serve: what <c>/readyz</c> answers, for load balancers and supervisors. Thread safe.</summary>
internal sealed class Readiness
{
    private volatile bool _isStopping;
    private volatile IReadOnlyList<HealthCheck>? _checks;

    /// <summary>Set when the daemon was told to stop: nothing new should be sent to it.</summary>
    public bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }

    /// <summary>What must work; null until the daemon has started.</summary>
    public IReadOnlyList<HealthCheck>? Checks
    {
        get => _checks;
        set => _checks = value;
    }

    /// <summary>Null when all is well, else what is not.</summary>
    public async Task<string?> FaultAsync(CancellationToken cancellationToken)
    {
        if (IsStopping)
            return "stopping";
        if (Checks is not { } checks)
            return "starting";
        foreach (var check in checks)
        {
            if (await check.RunAsync(cancellationToken) is { } fault)
                return $"{check.Name}: {fault}";
        }

        return null;
    }
}
