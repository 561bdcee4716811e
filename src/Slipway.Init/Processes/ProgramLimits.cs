using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Linux.Processes;

namespace Slipway.Init.Processes;

/// <summary>The resource limits of the programs a machine runs.</summary>
/// <remarks>A child has its parent's limits, so init takes them on for the moment of the spawn and takes its own back. Four would hit init itself
/// in that moment (memory, processes, processor time) and are set on the child right after.</remarks>
internal sealed class ProgramLimits
{
    // As a freshly started Linux with systemd gives its services, but a soft limit that servers can live with.
    private const ulong DefaultOpenFiles = 65_536;
    private const ulong MaxOpenFiles = 1_048_576; // fs.nr_open

    private static readonly int OpenFiles = ResourceLimit.NumberOf("NOFILE");
    private static readonly int[] SetAfter =
        [ResourceLimit.NumberOf("AS"), ResourceLimit.NumberOf("DATA"), ResourceLimit.NumberOf("NPROC"), ResourceLimit.NumberOf("CPU")];

    private readonly List<ResourceLimit> _before = [];
    private readonly List<ResourceLimit> _after = [];

    /// <exception cref="GuestFaultException">A name that is no limit.</exception>
    public ProgramLimits(IReadOnlyList<RlimitConfig> configured)
    {
        _before.Add(new ResourceLimit(OpenFiles, DefaultOpenFiles, MaxOpenFiles));
        foreach (var limit in configured)
        {
            var number = ResourceLimit.NumberOf(limit.Type);
            if (number < 0)
                throw new GuestFaultException(GuestErrorCode.Invalid, $"'{limit.Type}' is no resource limit of Linux");
            (Array.IndexOf(SetAfter, number) >= 0 ? _after : _before).Add(new ResourceLimit(number, limit.Soft, limit.Hard));
        }
    }

    /// <summary>Starts a program under the limits.</summary>
    /// <param name="spawn">Returns the process id, or 0.</param>
    public int Apply(Func<int> spawn)
    {
        var own = _before.ConvertAll(limit => ResourceLimit.Read(limit.Resource));
        try
        {
            foreach (var limit in _before)
                limit.Apply(0);
            var pid = spawn();
            foreach (var limit in pid == 0 ? [] : _after)
                limit.Apply(pid);
            return pid;
        }
        finally
        {
            own.Reverse();
            foreach (var limit in own)
                limit.Apply(0);
        }
    }
}
