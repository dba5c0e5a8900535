"""Starts MiniStack with three of its gaps closed. No file of the package is changed.

Alarms over metric math, and composite alarms, can be made through CloudFormation: they are kept and described, and move
by SetAlarmState only. Whatever a run shows about them rests on this file and not on the emulator
(docs/adr/006-what-the-emulator-proves.md).

It ends when its standard input does: whoever starts it holds that open and never writes to it.
"""

import importlib.metadata
import os
import signal
import sys
import threading
import time

PINNED = "1.5.33"
GRACE_SECONDS = 5
try:
    installed = importlib.metadata.version("ministack")
except importlib.metadata.PackageNotFoundError:
    sys.exit(f"ministack is not installed in {sys.prefix}: it is in the requirements.txt beside launch.py")
if installed != PINNED:
    sys.exit(f"launch.py reaches into private names of ministack {PINNED}, and {installed} is installed: look at each of them")

import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.cloudwatch as cloudwatch
from ministack.core.responses import get_account_id, get_region


def required(module, name):
    if not hasattr(module, name):
        sys.exit(f"{module.__name__} has no {name} any more: launch.py has to be looked at")
    return getattr(module, name)


put_composite_alarm = required(cloudwatch, "_put_composite_alarm")
composite_alarms = required(cloudwatch, "_composite_alarms")
physical_name = required(provisioners, "_physical_name")
handlers = required(provisioners, "_RESOURCE_HANDLERS")
metric_alarm_record = required(provisioners, "_cw_metric_alarm_record")

COMPOSITE_PROPERTIES = (
    "AlarmRule",
    "AlarmActions",
    "OKActions",
    "InsufficientDataActions",
    "AlarmDescription",
    "ActionsEnabled",
)


def create_composite(logical_id, properties, stack):
    name = properties.get("AlarmName") or physical_name(stack, logical_id)
    request = {key: value for key, value in properties.items() if key in COMPOSITE_PROPERTIES}
    status, _, body = put_composite_alarm({}, request | {"AlarmName": name}, False, True)
    if status >= 400:
        raise ValueError(body.decode() if isinstance(body, bytes) else body)
    return name, {"Arn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"}


def update_composite(physical_id, _old, new, stack):
    return create_composite(physical_id, {**new, "AlarmName": physical_id}, stack)


def delete_composite(physical_id, _properties):
    composite_alarms.pop(physical_id, None)


handlers["AWS::CloudWatch::CompositeAlarm"] = {
    "create": create_composite,
    "update": update_composite,
    "delete": delete_composite,
}


def math_alarm_record(name, properties):
    """Metric math is kept beside the names that the emulator insists on, and is never evaluated."""
    metrics = properties.get("Metrics")
    if not metrics:
        return metric_alarm_record(name, properties)
    plain = {key: value for key, value in properties.items() if key != "Metrics"}
    record = metric_alarm_record(name, {**plain, "MetricName": "-", "Namespace": "-"})
    record["MetricName"] = record["Namespace"] = ""
    record["Metrics"] = metrics
    return record


provisioners._cw_metric_alarm_record = math_alarm_record


def end_with_the_starter():
    """A process that is killed runs no handler, but its end of the pipe is closed: nothing is left behind on a port."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


threading.Thread(target=end_with_the_starter, daemon=True).start()

from ministack.app import main

main()
