using Slipway.Host.Machines;
using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Host.Templates;

/// <summary>
/// Starts machines from templates, and makes the template that is missing. A template is an optimisation: whatever is wrong with one is a reason to boot,
/// never a failed start.
/// </summary>
internal sealed class TemplateStarter(IVmm vmm, DataDirectory data, TimeProvider time)
{
    /// <summary>A guest that does not boot answers within a tenth of a second; a host that is so busy had better boot it.</summary>
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(15);

    private readonly TemplateStore _store = new(data, time);
    private readonly GuestConversation _conversation = new(time);

    /// <summary>Starts a machine.</summary>
    /// <param name="plan">The machine.</param>
    /// <param name="attempts">The boot of a template that is made.</param>
    public async Task<TemplateOutcome> TryStartAsync(StartPlan plan, BootAttempts attempts, CancellationToken cancellationToken)
    {
        TemplateKey? tried = null;
        try
        {
            var key = TemplateKey.Of(vmm.Name, plan.Vm, plan.Boot);
            tried = key;
            TimeSpan? making = null;
            var template = _store.TryOpen(key);
            if (template is null)
            {
                var begun = time.GetTimestamp();
                if (await TryMakeAsync(key, plan, attempts, cancellationToken) is { } reason)
                    return new TemplateOutcome.Refused(reason);
                making = time.GetElapsedTime(begun);
                template = _store.TryOpen(key);
            }

            return template is null ? new TemplateOutcome.Refused("the template was removed") : await StartAsync(template, making, plan, cancellationToken);
        }
        catch (Exception e) when (e is SnapshotException or GuestException or MachineException)
        {
            // It does not fit, or its guest does not do what it should: the next start makes another.
            if (tried is { } key)
                _store.Remove(key);
            return new TemplateOutcome.Refused(e.Message);
        }
        catch (Exception e) when (e is VmmException or IOException or FormatException or UnauthorizedAccessException)
        {
            return new TemplateOutcome.Refused(e.Message);
        }
    }

    private async Task<TemplateOutcome> StartAsync(Template template, TimeSpan? making, StartPlan plan, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var disks = await plan.CreateDisksAsync(template.OpenBootDisk(), cancellationToken);
        var disksTook = time.GetElapsedTime(begun);
        IVirtualMachine? vm = null;
        try
        {
            begun = time.GetTimestamp();
            vm = await vmm.RestoreAsync(plan.Vm with { Drives = disks.Drives }, template.Snapshot, cancellationToken);
            var link = await _conversation.BeginAsync(vm, s_answerLimit, cancellationToken);
            await _conversation.ConfigureAsync(vm, link, plan.Run, s_answerLimit, cancellationToken);
            return new TemplateOutcome.Started(new StartedGuest(vm, link, disks, disksTook, begun), making);
        }
        catch
        {
            if (vm is not null)
                await vm.DisposeAsync();
            await disks.DisposeAsync();
            throw;
        }
    }

    /// <returns>Why there is none now; null: there is.</returns>
    private async Task<string?> TryMakeAsync(TemplateKey key, StartPlan plan, BootAttempts attempts, CancellationToken cancellationToken)
    {
        if (_store.ReasonNotToMake(key) is { } earlier)
            return $"making its template failed before: {earlier}";
        using var right = _store.TryBegin();
        if (right is null)
            return "another process is making a template";
        using var console = new KeptConsole(MachineId.New(), data);
        try
        {
            await new TemplateMaker(vmm, _store, _conversation).MakeAsync(key, plan, attempts, console, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is VmmException or MachineException or GuestException or IOException)
        {
            var reason = e is MachineException ? console.Keep(e.Message) : e.Message;
            _store.NoteFailure(key, reason);
            return $"its template could not be made: {reason}";
        }
    }
}
