using Slipway.Linux.Namespaces;
using Slipway.Linux.Processes;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Jails;

/// <summary>
/// What holds one machine's VMM: a user of its own, a process namespace that ends with this process, and limits. Disposing ends all that runs in it, and nothing of
/// it is left. Not thread safe.
/// </summary>
internal sealed class MachineJail : IDisposable
{
    private const long BytesPerMib = 1024 * 1024;

    /// <summary>For the VMM beside its guest's memory: its heap, its page tables, and the files that it has mapped.</summary>
    private const int OverheadMib = 128;

    /// <summary>QEMU keeps at most so much translated code (accel/tcg/region.c, size_code_gen_buffer).</summary>
    private const int TranslationMib = 1024;

    /// <summary>Of a processor, beside the guest's: for devices.</summary>
    private const int OverheadPercent = 50;

    /// <summary>QEMU has up to 64 threads for its disks.</summary>
    private const int OverheadThreads = 128;

    /// <summary>Descriptors of a VMM.</summary>
    public const int MaxFiles = 1024;

    // asm-generic/resource.h. A core dump would be the guest's memory in a file.
    private static readonly ResourceLimit s_noCore = new(4, 0, 0);
    private static readonly ResourceLimit s_files = new(7, MaxFiles, MaxFiles);

    private readonly Stack<IDisposable> _owned = new();

    private MachineJail(JailSlot slot) => Directory = slot.Directory;

    public required uint Id { get; init; }

    public required ProcessNamespace Processes { get; init; }

    /// <summary>Null: none can be had.</summary>
    public required ControlGroup? Group { get; init; }

    /// <summary>An empty directory of the host, on which the VMM's root is mounted for the VMM alone.</summary>
    public string Directory { get; }

    /// <summary>What every VMM has, confined or not.</summary>
    public static IReadOnlyList<ResourceLimit> Limits { get; } = [s_noCore, s_files];

    /// <summary>Makes one; null where there is to be none. Takes a few milliseconds.</summary>
    /// <exception cref="VmmException">The kernel refused.</exception>
    public static MachineJail? Create(JailDecision decision, VmConfig config)
    {
        if (decision.Kind == JailKind.None)
            return null;
        var owned = new Stack<IDisposable>();
        try
        {
            var slot = Own(JailSlot.Take(decision.Groups));
            var group = decision.Groups is { } tree ? Own(tree.Create(slot.Id, LimitsOf(config))) : null;
            var jail = new MachineJail(slot) { Id = slot.Id, Group = group, Processes = Own(ProcessNamespace.Create(JailSlot.KeeperId)) };
            foreach (var one in owned.Reverse())
                jail._owned.Push(one);
            return jail;
        }
        catch (Exception e)
        {
            Release(owned);
            if (e is IOException or UnauthorizedAccessException)
                throw new VmmException($"the machine cannot be confined: {e.Message}; --jail off starts it without", e);
            throw;
        }

        T Own<T>(T one)
            where T : IDisposable
        {
            owned.Push(one);
            return one;
        }
    }

    /// <summary>How a VMM is started in it.</summary>
    /// <param name="becomes">It becomes the jail's user here; else a program of its own does that.</param>
    public Confinement Confine(JailRoot root, bool becomes) => new()
    {
        Processes = Processes,
        Directory = Directory,
        Root = root.Mount,
        Mounts = root.Mounts,
        Id = becomes ? Id : null,
        ControlGroup = Group?.Directory,
    };

    public void Dispose() => Release(_owned);

    private static GroupLimits LimitsOf(VmConfig config) => new(
        (config.VcpuCount * 100) + OverheadPercent,
        (config.MemoryMib + OverheadMib + (config.Accelerator == Accelerator.Tcg ? TranslationMib : 0)) * BytesPerMib,
        config.VcpuCount + OverheadThreads);

    private static void Release(Stack<IDisposable> owned)
    {
        while (owned.TryPop(out var last))
            last.Dispose();
    }
}
